"""What the pages of a piece of work and of a unit draw alike: criteria, the brief, files, receipts, feedback."""

from typing import Any

import reflex as rx

from pages.ui import feedback, links
from pages.ui.icons import icon


def criterion(row: Any) -> rx.Component:
    """What is judged: the verb in bold, and the rule where a plural asks for two."""
    plural = rx.cond(row.plural != "", rx.el.p(row.plural, class_name="text-sm text-muted mt-0.5"), rx.fragment())
    return rx.el.li(
        rx.el.span(rx.el.span(row.ref, class_name="ac"), class_name="pt-0.5"),
        rx.el.div(rx.el.p(rx.el.b(row.verb, class_name="font-bold"), " ", row.text, "."), plural),
        class_name="py-3 border-t border-base-300 grid grid-cols-[2.75rem_minmax(0,1fr)] gap-x-3", key=row.ref,
    )


def criteria(rows: Any) -> rx.Component:
    """All criteria, nothing decided."""
    return rx.el.ul(rx.foreach(rows, criterion), class_name="mt-3 border-b border-base-300")


def decided(rows: Any, status: str, tutor: Any) -> rx.Component:
    """Those criteria that were decided so, each with what the tutor says about it."""

    def one(row: Any) -> rx.Component:
        by = rx.el.footer(tutor, class_name="text-sm text-muted mt-2")
        said = rx.el.blockquote(rx.el.p(row.comment, class_name="whitespace-pre-line"), by, class_name="mt-3 bg-base-200 rounded-xl p-4")
        words = rx.el.p(rx.el.b(row.verb, class_name="font-bold"), " ", row.text, ".", class_name="mr-auto min-w-0")
        head = rx.el.div(words, feedback.status(row.tone, row.icon, row.status), class_name="flex max-sm:flex-col gap-x-4 gap-y-1 sm:items-baseline")
        line = rx.el.li(
            rx.el.span(rx.el.span(row.ref, class_name="ac"), class_name="pt-0.5"),
            rx.el.div(head, rx.cond(row.comment != "", said, rx.fragment()), class_name="min-w-0"),
            class_name="py-4 border-t border-base-300 grid grid-cols-[2.75rem_minmax(0,1fr)] gap-x-3",
        )
        return rx.fragment(rx.cond(row.status == status, line, rx.fragment()), key=row.id)

    return rx.el.ul(rx.foreach(rows, one), class_name="mt-3 border-b border-base-300")


def brief(work: Any) -> rx.Component:
    """The assignment: the situation in full, its parts folded."""

    def part(row: Any) -> rx.Component:
        meta = rx.el.p(
            rx.cond(row.words != "", f"{row.words}. ", ""), rx.cond(row.criteria != "", f"For {row.criteria}.", ""), class_name="text-sm text-muted mt-1",
        )
        name = rx.el.b(row.title, class_name="font-semibold")
        return rx.el.li(name, rx.el.p(row.text, class_name="mt-0.5"), meta, class_name="py-3 border-t border-base-300", key=row.title)

    count = work.brief_tasks.length()
    fold = rx.cond(count == 1, "What to write", f"What to write, in {count} parts")
    parts = rx.el.details(
        rx.el.summary(fold, class_name="cursor-pointer font-semibold py-2 text-accent w-fit"),
        rx.el.ol(rx.foreach(work.brief_tasks, part), class_name="mt-1 border-b border-base-300"), class_name="mt-2",
    )
    return rx.fragment(
        rx.el.p(rx.el.b(work.brief, class_name="font-semibold"), ". ", work.words, ".", class_name="mt-2"),
        rx.el.p(work.scenario, class_name="mt-2 max-w-[40rem] whitespace-pre-line"),
        rx.cond(count > 0, parts, rx.fragment()),
    )


def file(row: Any, *more: rx.Component) -> rx.Component:
    """One file with the way to get it, and what else can be done with it."""
    added = rx.el.span(f"{row.size}, added {row.added}", class_name="text-sm text-muted")
    name = rx.el.div(rx.el.b(row.name, class_name="font-semibold block break-words"), added, class_name="min-w-0 basis-48 grow")
    return rx.el.li(
        icon("file-text", "text-2xl text-accent"), name, download(row), *more,
        class_name="flex flex-wrap items-center gap-x-4 gap-y-2 border border-base-300 rounded-box p-3 pl-4", key=row.id,
    )


def download(row: Any) -> rx.Component:
    """A plain link: the answer is a file, never a page."""
    return links.plain(icon("download"), row.href, "Download", rx.el.span(" ", row.name, class_name="sr-only"), class_name="btn btn-line btn-sm")


def receipt(attempt: Any, unit: Any) -> rx.Component:
    """The proof of one attempt: number, time, and every file with the fingerprint of its bytes."""

    def item(head: str, *words: Any) -> rx.Component:
        line = "grid sm:grid-cols-[9rem_minmax(0,1fr)] gap-x-4 py-2.5 border-b border-base-300"
        return rx.el.div(rx.el.dt(head, class_name="text-muted"), rx.el.dd(*words, class_name="min-w-0"), class_name=line)

    def print_of(row: Any) -> rx.Component:
        shown = rx.el.span(f"SHA-256 {row.fingerprint}", class_name="block num text-sm text-muted break-words", title=row.sha256)
        return rx.el.div(links.plain(row.name, row.href), rx.el.span(", ", row.size), shown, class_name="py-0.5", key=row.id)

    return rx.el.dl(
        item("What", unit, ", attempt ", attempt.number),
        item("When", attempt.when),
        item("Receipt number", rx.el.span(attempt.receipt, class_name="num font-semibold")),
        item(rx.cond(attempt.files.length() == 1, "File", "Files"), rx.foreach(attempt.files, print_of)),
        class_name="mt-3 border-t border-base-300",
    )


def attempts(rows: Any, unit: Any) -> rx.Component:
    """Each attempt folded to one line, its receipt inside."""

    def one(row: Any) -> rx.Component:
        name = rx.el.b(f"Attempt {row.number}", class_name="font-semibold")
        head = rx.el.span(name, feedback.status(row.tone, row.icon, row.status), class_name="inline-flex flex-wrap gap-x-3 items-baseline")
        folded = rx.el.details(rx.el.summary(head, class_name="cursor-pointer py-2"), receipt(row, unit))
        return rx.el.li(folded, class_name="border-t border-base-300 py-1", key=row.number)

    return rx.el.ul(rx.foreach(rows, one), class_name="mt-3 border-b border-base-300")
