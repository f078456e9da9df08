"""The practice mailbox: every e-mail that would have left the house, as it comes in. Practice only."""

from dataclasses import dataclass

import reflex as rx

from pages.gate import anyone, event, signed_in
from pages.ui import feedback, forms, shell, tables
from pages.ui.frame import say
from pages.visit import Session, glance, visit
from pages.watch import watch
from vle_app import live, settings
from vle_app.errors import NotFound
from vle_app.people.visitors import Visitor


@dataclass(frozen=True)
class LetterRow:
    """One line of the list."""

    id: str
    recipient: str
    subject: str
    when: str


@dataclass(frozen=True)
class Letter:
    """The message that is open; `id` is empty while none is."""

    id: str = ""
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    when: str = ""
    text: str = ""


class Mailbox(rx.State):
    """The list, and one message."""

    rows: list[LetterRow] = []
    open: Letter = Letter()
    is_post_down: bool = False
    is_loaded: bool = False

    @event(anyone)
    async def load_mailbox(self) -> None:
        _practice_only()
        self.rows, self.is_post_down = await glance(_list)
        self.is_loaded = True
        watch(self, live.MAILBOX, Mailbox.load_mailbox)

    @event(anyone)
    async def open_letter(self, letter_id: str) -> None:
        _practice_only()
        self.open = await glance(lambda db: _one(db, letter_id))

    @event(signed_in)
    async def stop_post(self) -> None:
        _practice_only()
        await visit(_stop)
        await say(self, "The practice post is switched off. E-mails wait, and are tried again.", "info")

    @event(signed_in)
    async def start_post(self) -> None:
        _practice_only()
        await visit(_start)
        await say(self, "The practice post goes again. What waited comes at its next try.", "ok")


def _practice_only() -> None:
    if not settings.current().is_practice:
        raise NotFound


def _list(db: Session) -> tuple[list[LetterRow], bool]:
    from vle_app.practice import mailbox

    return [LetterRow(row.id, row.recipient, row.subject, row.when) for row in mailbox.latest(db)], mailbox.is_post_down(db)


def _one(db: Session, letter_id: str) -> Letter:
    from vle_app.practice import mailbox

    mail = mailbox.one(db, letter_id)
    return Letter(mail.id, mail.sender, mail.recipient, mail.subject, mail.when, mail.text)


def _stop(db: Session, _me: Visitor) -> None:
    from vle_app.practice import mailbox

    mailbox.stop_post(db)


def _start(db: Session, _me: Visitor) -> None:
    from vle_app.practice import mailbox

    mailbox.start_post(db)


def mailbox_page() -> rx.Component:
    """The list on the left, the open message beside it."""
    switch = rx.cond(
        Mailbox.is_post_down,
        forms.button("Let the post go again", on_click=Mailbox.start_post, size="sm"),
        forms.button("Stop the post", on_click=Mailbox.stop_post, size="sm"),
    )
    return shell.public(
        rx.el.div(
            shell.heading("Practice mailbox", "Every e-mail that would have left, newest first. It fills by itself.", switch),
            rx.el.div(_letters(), _letter(), class_name="grid lg:grid-cols-2 gap-x-16 gap-y-10 items-start"),
            class_name="wrap pt-8 lg:pt-14",
        )
    )


def _letters() -> rx.Component:
    empty = feedback.empty("No e-mail yet", "Alerts are raised twice a minute. As soon as one goes by e-mail, it stands here.")
    listed = tables.rows(rx.foreach(Mailbox.rows, _row), margin="6rem")
    waiting = rx.el.div(feedback.loading("Fetching the mailbox"), feedback.skeleton_rows(4))
    return rx.cond(Mailbox.is_loaded, rx.cond(Mailbox.rows.length() > 0, listed, empty), waiting)


def _row(row: rx.Var[LetterRow]) -> rx.Component:
    subject = rx.el.button(row.subject, type="button", class_name="quiet text-left cursor-pointer font-semibold", on_click=Mailbox.open_letter(row.id))
    is_open = row.id == Mailbox.open.id
    return rx.el.li(
        rx.el.div(row.when, class_name="t"), rx.el.div(subject, rx.el.div(row.recipient, class_name="sub break-words"), class_name="min-w-0"),
        class_name=rx.cond(is_open, "row sel !items-start", "row !items-start"), aria_current=rx.cond(is_open, "true", "false"),
    )


def _letter() -> rx.Component:
    """The message in words alone: its HTML has no business running in our pages."""
    shown = rx.el.section(
        rx.el.h2(Mailbox.open.subject, class_name="text-xl"),
        rx.el.p("From ", Mailbox.open.sender, class_name="text-sm text-muted mt-1"),
        rx.el.p("To ", Mailbox.open.recipient, ", ", Mailbox.open.when, class_name="text-sm text-muted"),
        rx.el.div(Mailbox.open.text, class_name="mt-5 whitespace-pre-wrap break-words max-w-[36rem]"),
        aria_live="polite", aria_label="The open message", class_name="lg:sticky lg:top-8",
    )
    return rx.cond(Mailbox.open.id != "", shown, rx.fragment())
