"""The marking desk: one piece of work beside its criteria. A tutor starts it, decides it, and releases the decision."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me
from pages.shared import place
from pages.shared.arrival import arrive
from pages.tutor import sheet
from pages.ui import feedback, forms, links, shell, tables
from pages.ui.frame import say
from pages.ui.icons import icon
from pages.visit import Session, look, visit
from pages.watch import watch
from vle_app import addresses, live
from vle_app.assessment import desk as desks
from vle_app.assessment import marking, releases
from vle_app.assessment.desk import Desk
from vle_app.clock import now
from vle_app.errors import Refusal
from vle_app.people.visitors import Visitor

NOTHING = Desk("", "", "", "", "", 0, "", "", "", "", "", "", "", "", [], [], [], False, False, False, "", "", "")


class Marked(rx.State):
    """The piece that the address names. `asked` is the id last answered for; `is_changing` reopens a decision not yet released."""

    desk: Desk = NOTHING
    asked: str = ""
    problem: str = ""
    is_changing: bool = False

    @event(Role.TUTOR)
    async def load_desk(self) -> None:
        submission_id = place.named(self, "submission_id")
        if submission_id != self.asked:
            self.problem, self.is_changing = "", False
        self._show(await arrive(self, _reading(submission_id)))
        self.asked = submission_id
        visitor = me.get()
        if visitor is not None:
            watch(self, live.marking(visitor.id), Marked.refresh)

    @event(Role.TUTOR)
    async def refresh(self) -> None:
        if self.desk.id:
            self._show(await look(_reading(self.desk.id)))

    @event(Role.TUTOR)
    async def start(self) -> Any:
        await self._do(lambda db, who, piece: marking.open_work(db, who, piece, now=now()))
        return place.at_the_top()

    @event(Role.TUTOR)
    async def decide(self, form: dict[str, Any], outcome: str) -> Any:
        attempt, (decisions, comments, comment) = self.desk.attempt, _given(self.desk, form)
        try:
            await self._do(
                lambda db, who, piece: marking.decide(
                    db, who, piece, attempt, decisions, comment, outcome, now=now(), criterion_comments=comments,
                )
            )
        except Refusal as refusal:  # said beside the buttons; what they chose and wrote stays in the browser
            self.problem = str(refusal)
            return None
        self.problem, self.is_changing = "", False
        await say(self, f"Decided. {self.desk.who} reads nothing until you release it.")
        return place.at_the_top()

    @event(Role.TUTOR)
    async def change(self) -> Any:
        self.is_changing = True
        return place.at_the_top()

    @event(Role.TUTOR)
    async def keep(self) -> Any:
        self.problem, self.is_changing = "", False
        return place.at_the_top()

    @event(Role.TUTOR)
    async def release(self) -> Any:
        await self._do(lambda db, who, piece: releases.release(db, who, piece, now=now()))
        await say(self, f"Released. {self.desk.who} has been told.")
        return place.at_the_top()

    async def _do(self, action: Callable[[Session, Visitor, str], object]) -> None:
        """Do it, and read the desk again in the same transaction."""
        submission_id = self.desk.id

        def both(db: Session, who: Visitor) -> Desk:
            action(db, who, submission_id)
            return desks.desk(db, who, submission_id, now())

        self._show(await visit(both))

    def _show(self, desk: Desk) -> None:
        if desk != self.desk:
            self.desk = desk


def _reading(submission_id: str) -> Callable[[Session, Visitor], Desk]:
    return place.found(lambda db, who: desks.desk(db, who, submission_id, now()), NOTHING)


def _given(desk: Desk, form: Any) -> tuple[dict[str, bool], dict[str, str], Any]:
    """What the sheet holds: each criterion that was decided, each comment on one, and the comment on the whole."""
    given = form if isinstance(form, dict) else {}
    answers = {"met": True, "no": False}
    chosen = {row.id: given.get(f"decision-{row.id}") for row in desk.criteria}
    decisions = {key: answers[value] for key, value in chosen.items() if isinstance(value, str) and value in answers}
    comments = {row.id: given[name] for row in desk.criteria if (name := f"comment-{row.id}") in given}
    return decisions, comments, given.get("comment", "")


def _unopened() -> rx.Component:
    desk: Any = Marked.desk
    panel = rx.el.section(
        rx.el.h2("Not started yet", id="next", class_name="text-xl"),
        rx.el.p(f"When you start, {desk.who} reads “With your tutor”. Reading and downloading change nothing for them.", class_name="mt-2"),
        rx.el.div(forms.button(icon("play"), "Start marking", kind="primary", size="lg", on_click=Marked.start), class_name="mt-5"),
        class_name="next !p-5", aria_labelledby="next",
    )
    return rx.fragment(panel, tables.section("Criteria", sheet.criteria(desk), id="criteria", class_name="mt-8"))


def _sheet() -> rx.Component:
    desk: Any = Marked.desk
    submitter: Any = rx.Var("(ev.nativeEvent.submitter?.value ?? '')").to(str)
    back = rx.cond(Marked.is_changing, forms.button("Leave it as decided", kind="link", on_click=Marked.keep), rx.fragment())
    head = rx.el.div(rx.el.h2("Criteria", id="criteria", class_name="h-sec mr-auto"), back, class_name="flex items-baseline gap-4 mb-3")
    form = sheet.form(desk, Marked.problem, lambda given: Marked.decide(given, submitter))
    return rx.el.section(head, form, aria_labelledby="criteria")


def _release() -> rx.Component:
    """Decided: the last look before it reaches its participant."""
    desk: Any = Marked.desk
    passes = desk.outcome == "pass"
    then = rx.cond(
        passes, f"{desk.who} reads that every criterion is met, and the unit is finished.",
        f"{desk.who} reads what is met, what is not yet, and your comments, and has 20 working days to hand in again.",
    )
    tall = "!h-auto min-h-12 py-2 !whitespace-normal"
    buttons = (
        forms.button(icon("send"), f"Release to {desk.who}", kind="primary", size="lg", class_name=tall, on_click=Marked.release),
        forms.button("Change the decision", kind="link", on_click=Marked.change),
    )
    panel = rx.el.section(
        rx.el.h2(rx.cond(passes, "Decided: pass", "Decided: refer"), id="next", class_name="text-xl"),
        rx.el.p(then, class_name="mt-2"),
        rx.cond(desk.comment != "", rx.el.blockquote(desk.comment, class_name="mt-3 whitespace-pre-line text-muted"), rx.fragment()),
        rx.el.div(*buttons, class_name="flex flex-wrap gap-3 mt-5"),
        class_name="next !p-5", aria_labelledby="next",
    )
    return rx.fragment(panel, tables.section("Criteria", sheet.criteria(desk), id="criteria", class_name="mt-8"))


def _released() -> rx.Component:
    desk: Any = Marked.desk
    passed = desk.outcome == "pass"
    then = rx.cond(passed, "The unit is finished.", "The next attempt appears in your queue when it arrives.")
    note = feedback.note(rx.cond(passed, "ok", "warn"), f"Released. {desk.who} has it.", then, name=desk.icon)
    said = rx.cond(desk.comment != "", rx.el.blockquote(desk.comment, class_name="mt-4 whitespace-pre-line"), rx.fragment())
    listed = tables.section("Criteria", sheet.criteria(desk), id="criteria", class_name="mt-8")
    return rx.fragment(note, said, listed, rx.el.div(links.button("Back to the queue", addresses.MARKING, kind="primary"), class_name="mt-6"))


def _desk() -> rx.Component:
    desk: Any = Marked.desk
    deciding = rx.cond(desk.is_decided & ~Marked.is_changing, _release(), _sheet())
    right = rx.cond(desk.is_released, _released(), rx.cond(desk.is_marking, deciding, _unopened()))
    return rx.el.div(
        rx.el.div(sheet.work(desk), class_name="min-w-0 max-w-[42rem] lg:sticky lg:top-8 lg:self-start"),
        rx.el.div(right, class_name="max-lg:mt-10 max-lg:pt-8 max-lg:border-t border-base-300 lg:border-l lg:pl-8 min-w-0"),
        class_name="lg:grid lg:grid-cols-[minmax(0,1fr)_26rem] gap-x-8",
    )


def page() -> rx.Component:
    """Whose work, promised for when; then the work beside its criteria."""
    desk: Any = Marked.desk
    is_here: Any = Marked.asked == place.here("submission_id")
    is_found = is_here & (desk.id != "")
    words = place.title(is_here, is_found, f"{desk.unit} {desk.title}, attempt {desk.attempt}", waiting="Marking", missing="That piece is not here")
    promise = f"Promised {desk.promised}, {desk.left}"
    pill = rx.match(
        desk.left_tone, ("late", feedback.status_of("late", promise, pill=True)), ("warn", feedback.status_of("due_soon", promise, pill=True)),
        feedback.status("off", "clock", promise, pill=True),
    )
    stands = rx.cond(
        desk.is_decided, feedback.status("wait", "scan-eye", "Decided, not released", pill=True),
        rx.cond(desk.is_released, feedback.status(desk.tone, desk.icon, desk.status, pill=True), rx.el.span(pill, class_name="[&_.st]:whitespace-normal")),
    )
    sub = rx.cond(is_here, rx.cond(is_found, f"{desk.who}, {desk.force}", ""), place.grey("16rem"))
    missing = place.lost("It may have moved to another tutor, or it was never yours.", "Go to your queue", addresses.MARKING)
    waiting = rx.fragment(feedback.loading("Fetching the work"), feedback.skeleton_rows(5))
    return shell.staff(
        place.back("Marking", addresses.MARKING),
        shell.heading(words, sub, rx.cond(is_found, stands, rx.fragment()), size="2xl"),
        rx.cond(is_here, rx.cond(is_found, _desk(), missing), waiting),
        current=addresses.MARKING,
    )


PAGE = routes.Page(route=f"{addresses.MARKING}/[submission_id]", title="Marking desk", draw=page, on_load=Marked.load_desk, roles=(Role.TUTOR,))
