"""The parts of the marking desk: the work on one side, the criteria and the decision on the other."""

from typing import Any

import reflex as rx

from pages.ui import feedback, forms, links, tables
from pages.ui.icons import icon


def work(desk: Any) -> rx.Component:
    """What was handed in, what was declared with it, what was asked for, and what came before."""
    latest = desk.attempts[0]
    files = tables.section("The work", rx.el.ul(rx.foreach(latest.files, _file), class_name="grid gap-3 mt-3"), id="work", class_name="mt-0")
    receipt = rx.el.p(f"Handed in {latest.when}. Receipt ", rx.el.span(latest.receipt, class_name="num"), ".", class_name="mt-1 text-muted")
    declared = tables.section(
        "Declared", rx.el.p(desk.declared, class_name="mt-1"), rx.el.p(latest.ai, class_name="mt-1 whitespace-pre-line"), receipt,
        id="declared", class_name="mt-8",
    )
    before = rx.el.ul(rx.foreach(desk.attempts[1:], _earlier), class_name="mt-3 border-b border-base-300")
    earlier = tables.section("Earlier attempts", before, id="earlier", class_name="mt-8")
    return rx.fragment(files, declared, _brief(desk), rx.cond(desk.attempts.length() > 1, earlier, rx.fragment()))


def _file(row: Any) -> rx.Component:
    fingerprint = rx.el.span("SHA-256 ", row.fingerprint, class_name="num", title=row.sha256)
    words = rx.el.span(f"{row.size}. ", fingerprint, class_name="text-sm text-muted break-words")
    name = rx.el.div(rx.el.b(row.name, class_name="font-semibold block break-words"), words, class_name="min-w-0 basis-48 grow")
    download = links.plain(icon("download"), row.href, "Download", rx.el.span(" ", row.name, class_name="sr-only"), class_name=forms.button_class("line"))
    boxed = "flex flex-wrap items-center gap-x-4 gap-y-2 border border-base-300 rounded-box p-3 pl-4"
    return rx.el.li(icon("file-text", "text-2xl text-accent"), name, download, class_name=boxed, key=row.id)


def _brief(desk: Any) -> rx.Component:
    def part(row: Any) -> rx.Component:
        meta = rx.cond(row.criteria != "", f"{row.words}. For {row.criteria}.", row.words)
        return rx.el.li(
            rx.el.b(row.title, class_name="font-semibold"), rx.el.p(row.text, class_name="mt-0.5"), rx.el.p(meta, class_name="text-sm text-muted mt-1"),
            class_name="py-2.5 border-t border-base-300", key=row.title,
        )

    whole = rx.el.details(
        rx.el.summary("What was asked for", class_name="cursor-pointer py-1 text-accent w-fit"),
        rx.el.p(desk.scenario, class_name="mt-2 whitespace-pre-line"), rx.el.ol(rx.foreach(desk.brief_tasks, part), class_name="mt-3 border-b border-base-300"),
    )
    name = rx.el.p(rx.el.b(desk.brief, class_name="font-semibold"), ". ", desk.words, ".", class_name="mt-1")
    return tables.section("The brief", name, whole, id="brief", class_name="mt-8")


def _earlier(row: Any) -> rx.Component:
    head = rx.el.summary(f"Attempt {row.number} ", feedback.status(row.tone, row.icon, row.outcome), class_name="cursor-pointer py-2")
    files = rx.el.ul(rx.foreach(row.files, lambda each: rx.el.li(links.plain(each.name, each.href), ", ", each.size, key=each.id)), class_name="mt-1")
    said = rx.el.p(row.comment, class_name="mt-1 mb-2 whitespace-pre-line text-muted")
    when = rx.el.p(f"Handed in {row.when}.", class_name="text-sm text-muted")
    return rx.el.li(rx.el.details(head, when, files, said), class_name="border-t border-base-300", key=row.number)


def _ref(row: Any) -> rx.Component:
    return rx.el.span(rx.el.span(row.ref, class_name="ac"))


def _words(row: Any) -> rx.Component:
    plural = rx.cond(row.plural != "", rx.el.span(row.plural, class_name="block text-sm text-muted font-normal mt-0.5"), rx.fragment())
    return rx.el.span(rx.el.b(row.verb, class_name="font-bold"), " ", row.text, ".", plural, class_name="min-w-0 font-normal")


def _choice(row: Any) -> rx.Component:
    """Met or not yet: two native radio buttons, kept by the browser, so that nothing chosen is lost when something is refused."""

    def one(value: str, decision: str, sign: str, words: str) -> rx.Component:
        radio = rx.el.input(type="radio", name=f"decision-{row.id}", value=value, default_checked=row.decision == decision)
        return rx.el.label(radio, icon(sign), rx.el.span(words), class_name="justify-center gap-2")

    return rx.el.div(one("met", "met", "check", "Met"), one("no", "not_yet", "rotate-ccw", "Not yet"), class_name="chips mt-3 !grid grid-cols-2")


def _before(row: Any) -> rx.Component:
    return rx.cond(row.before != "", rx.el.p(row.before, class_name="text-sm text-muted mt-2 whitespace-pre-line"), rx.fragment())


def _to_decide(row: Any) -> rx.Component:
    """One criterion in hand. The group is named by its words, so that each choice is heard with what it is about."""
    name = f"criterion-{row.id}"
    head = rx.el.div(_ref(row), _words(row), id=name, class_name="grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-2")
    comment = rx.el.div(
        rx.el.label("Comment on ", row.ref, html_for=f"comment-{row.id}", class_name="text-sm !font-semibold"),
        rx.el.textarea(id=f"comment-{row.id}", name=f"comment-{row.id}", rows="2", max_length=2000, default_value=row.comment, class_name="inp"),
        class_name="fld mt-3",
    )
    return rx.el.div(head, _before(row), _choice(row), comment, role="group", aria_labelledby=name, class_name="py-5 border-t border-base-300", key=row.id)


def settled(row: Any) -> rx.Component:
    """One criterion as decided, with what was said about it."""
    status = rx.match(
        row.decision, ("met", feedback.status_of("met")), ("not_yet", feedback.status_of("not_met")), feedback.status_of("to_decide"),
    )
    earlier = rx.cond(row.is_settled, _before(row), rx.fragment())
    said = rx.cond(row.comment != "", rx.el.p(row.comment, class_name="mt-1.5 text-muted whitespace-pre-line"), earlier)
    return rx.el.div(
        _ref(row),
        rx.el.div(rx.el.div(_words(row), class_name="mr-auto min-w-0"), status, said, class_name="min-w-0 grid gap-y-1"),
        class_name="py-3.5 border-t border-base-300 grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-2", key=row.id,
    )


def criteria(desk: Any) -> rx.Component:
    """All criteria as they stand, to read."""
    return rx.el.div(rx.foreach(desk.criteria, settled), class_name="border-b border-base-300 mt-3")


def form(desk: Any, problem: Any, on_submit: Any) -> rx.Component:
    """The sheet: each criterion, a comment on the whole, and the outcome. The button that fits what is chosen is the filled one."""
    each = rx.foreach(desk.criteria, lambda row: rx.cond(row.is_settled, settled(row), _to_decide(row)))
    overall = forms.field(
        "Comment for the participant", forms.area, id="overall", name="comment", rows=5, max_length=8000, default_value=desk.comment,
        hint="To refer, say in at least 20 characters what would meet the rest. They work from this.",
    )
    buttons = rx.el.div(
        forms.button(icon("circle-check"), "Pass", type="submit", value="pass", size="lg", class_name="pass flex-1"),
        forms.button(icon("rotate-ccw"), "Refer", type="submit", value="refer", size="lg", class_name="refer flex-1"),
        class_name="flex gap-3 mt-4",
    )
    refusal = rx.el.div(rx.cond(problem != "", feedback.note("late", problem), rx.fragment()), role="alert", class_name="mt-5 empty:hidden")
    after = rx.el.p("Deciding shows nothing to anybody. You release it afterwards.", class_name="text-sm text-muted mt-3")
    last = rx.el.div(overall, refusal, buttons, after, class_name="pt-5 border-t border-base-300")
    return rx.el.form(each, last, on_submit=on_submit, class_name="sheet", key=f"{desk.id}-{desk.attempt}")
