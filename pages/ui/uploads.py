"""Sending a file: a labelled field that also takes a dropped file, with progress in words and a clear way to try again."""

from typing import Any

import reflex as rx


class UploadBox(rx.Component):
    """The component behind `upload_box`; see `js/upload.jsx`."""

    library = "$/vle/upload"
    tag = "UploadBox"
    to: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    accept: rx.Var[str]
    limit: rx.Var[int]
    limit_words: rx.Var[str]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(str)]  # type: ignore[type-arg, valid-type]  # Reflex reads it at run time


def upload_box(
    to: str | rx.Var[str], *, label: str | rx.Var[str], hint: str | rx.Var[str], on_done: Any,
    accept: str = "", limit: int | rx.Var[int] = 0, limit_words: str | rx.Var[str] = "",
) -> rx.Component:
    """Posts the bytes of one file as they are to `to`, with its name percent-encoded in `X-File-Name`.

    A 2xx answer fires `on_done` with the `id` in its JSON (empty if none); any other answer shows its `said`.
    `limit` in bytes refuses a larger file before sending, with `limit_words`; the server decides all the same.
    """
    return UploadBox.create(to=to, label=label, hint=hint, accept=accept, limit=limit, limit_words=limit_words, on_done=on_done)
