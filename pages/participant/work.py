"""One piece of work, for the participant whose it is: brief, draft, handing in, receipt, feedback. A task that is only ticked off stands here too."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me
from pages.participant import pieces
from pages.shared import place
from pages.shared.arrival import arrive
from pages.ui import feedback, forms, links, shell, tables, uploads
from pages.ui.frame import say
from pages.ui.icons import icon
from pages.visit import Session, look, visit
from pages.watch import watch
from vle_app import addresses, files, live, settings
from vle_app.assessment import submissions
from vle_app.clock import now
from vle_app.errors import Refusal
from vle_app.file_kinds import EXTENSIONS
from vle_app.learning import timeline
from vle_app.learning import work as works
from vle_app.learning.work import WorkPage
from vle_app.people.visitors import Visitor

NOTHING = WorkPage("", "", "", "", "", False, False, False, False, "", "", "", "", "")
ACCEPT = ",".join(f".{ending}" for endings in EXTENSIONS.values() for ending in endings)
MEGABYTE = 2**20


class Work(rx.State):
    """The piece that the address names, and why it could not be handed in just now. `asked` is the id last answered for."""

    work: WorkPage = NOTHING
    asked: str = ""
    problem: str = ""
    limit: int = 0

    @event(Role.PARTICIPANT)
    async def load_work(self) -> None:
        task_id = place.named(self, "task_id")
        if task_id != self.asked:
            self.problem = ""
        self._show(await arrive(self, _reading(task_id)))
        self.asked, self.limit = task_id, settings.current().upload_limit
        visitor = me.get()
        if visitor is not None:
            watch(self, live.person(visitor.id), Work.refresh)

    @event(Role.PARTICIPANT)
    async def refresh(self) -> None:
        if self.work.task_id:
            self._show(await look(_reading(self.work.task_id)))

    @event(Role.PARTICIPANT)
    async def note_arrival(self, file_id: str) -> None:  # noqa: ARG002  the box says which file came; the page shows them all
        self.problem = ""
        self._show(await look(_reading(self.work.task_id)))

    @event(Role.PARTICIPANT)
    async def remove(self, file_id: str) -> None:
        await self._do(lambda db, who, _: files.remove(db, who, file_id, now=now()))
        await say(self, "Taken away. What else you added is still here.")

    @event(Role.PARTICIPANT)
    async def hand_in(self, form: dict[str, Any]) -> Any:
        signed = _declared(form)
        try:
            await self._do(lambda db, who, task_id: submissions.hand_in(db, who, task_id, declarations=signed, now=now()))
        except Refusal as refusal:  # said beside the button, where they are looking; what they ticked and wrote stays
            self.problem = str(refusal)
            return None
        self.problem = ""
        await say(self, f"Handed in. {self.work.tutor} has been told.")
        return place.at_the_top()

    @event(Role.PARTICIPANT)
    async def finish(self) -> Any:
        await self._do(lambda db, who, task_id: timeline.finish(db, who, task_id, now=now()))
        await say(self, "Done. It stands under Done on your start page.")
        return place.at_the_top()

    @event(Role.PARTICIPANT)
    async def reopen(self) -> Any:
        await self._do(lambda db, who, task_id: timeline.reopen(db, who, task_id, now=now()))
        await say(self, "Open again. Its date is what it was.")
        return place.at_the_top()

    async def _do(self, action: Callable[[Session, Visitor, str], object]) -> None:
        """Do it, and read the page again in the same transaction."""
        task_id = self.work.task_id

        def both(db: Session, who: Visitor) -> WorkPage:
            action(db, who, task_id)
            return works.work(db, who, task_id, now())

        self._show(await visit(both))

    def _show(self, work: WorkPage) -> None:
        if self.work != work:
            self.work = work


def _reading(task_id: str) -> Callable[[Session, Visitor], WorkPage]:
    return place.found(lambda db, who: works.work(db, who, task_id, now()), NOTHING)


def _declared(form: Any) -> dict[str, object]:
    """A form as declarations: a ticked box sends `on`, an empty one nothing."""
    given = form if isinstance(form, dict) else {}
    signed: dict[str, object] = {name: given.get(name) in ("on", True) for name in ("authentic", "safe_content")}
    used = given.get("ai_used")
    return {**signed, "ai_used": {"yes": True, "no": False}.get(used) if isinstance(used, str) else None, "ai_how": given.get("ai_how")}


def _files() -> rx.Component:
    """The drafts here, and the box that takes another."""
    work: Any = Work.work

    def one(row: Any) -> rx.Component:
        name = rx.el.span(" ", row.name, class_name="sr-only")
        return pieces.file(row, forms.button("Remove", name, kind="link", size="sm", on_click=Work.remove(row.id)))

    megabytes = Work.limit // MEGABYTE
    box = uploads.upload_box(
        work.upload_to, label=rx.cond(work.drafts.length() > 0, "Add another file", "Choose your file"), on_done=Work.note_arrival,
        hint=f"Word, PDF or another office file, up to {megabytes} MB. Your draft is private until you hand in.", accept=ACCEPT, limit=Work.limit,
        limit_words=f"This file is larger than {megabytes} MB. Save it without pictures, or as PDF, and try again.",
    )
    drafts = rx.cond(work.drafts.length() > 0, rx.el.ul(rx.foreach(work.drafts, one), class_name="grid gap-3 mt-4"), rx.fragment())
    return tables.section("Your file", drafts, rx.el.div(box, class_name="mt-4"), id="file", class_name="mt-10")


def _hand_in() -> rx.Component:
    """Two declarations, one question, one button. Nothing typed is lost when it is refused."""
    work: Any = Work.work
    field = forms.field("How you used it", forms.area, id="ai-how", name="ai_how", rows=2, max_length=1000)
    how = rx.el.div(field, class_name="mt-3 hidden group-has-[[value=yes]:checked]:block")
    ai = rx.el.div(
        forms.chips("Did you use an AI tool?", "ai_used", [("no", "No"), ("yes", "Yes, and here is how")]),
        rx.el.p("An honest yes does not count against you. It is kept with this attempt.", class_name="text-sm text-muted mt-2"), how, class_name="mt-6 group",
    )
    signed = rx.el.fieldset(
        rx.el.legend("Declarations", class_name="h-sec"),
        forms.check("This is my own work, and I have shown where I used the work of others.", id="authentic", name="authentic"),
        forms.check("It names no victim, suspect or colleague, and nothing in it is above OFFICIAL.", id="safe-content", name="safe_content"),
        class_name="grid",
    )
    problem = rx.cond(Work.problem != "", feedback.note("late", Work.problem), rx.fragment())
    button = forms.button(icon("send"), "Hand in", kind="primary", size="lg", type="submit", class_name="max-sm:w-full")
    return rx.el.form(
        signed, ai, rx.el.div(problem, role="alert", class_name="mt-6 empty:hidden"), rx.el.div(button, class_name="mt-6"),
        on_submit=Work.hand_in, class_name="mt-10 max-w-[40rem]", key=f"{work.task_id}-{work.attempt_number}",
    )


def _brief() -> rx.Component:
    work: Any = Work.work
    return rx.cond(work.brief != "", tables.section("The brief", pieces.brief(work), id="brief", class_name="mt-12 first:mt-0"), rx.fragment())


def _aside() -> rx.Component:
    """What is judged, until it has been; and every attempt but the one whose receipt is in view."""
    work: Any = Work.work
    is_waiting = ~work.is_open & ~work.is_done
    shown = work.attempts.length() > rx.cond(is_waiting, 1, 0)
    criteria = tables.section("What is judged", pieces.criteria(work.criteria), id="criteria", class_name="mt-0")
    attempts = tables.section("Attempts", pieces.attempts(work.attempts, work.unit), id="attempts", class_name="mt-10 first:mt-0")
    return rx.el.aside(
        rx.cond(work.feedback == "", criteria, rx.fragment()), rx.cond(shown, attempts, rx.fragment()),
        class_name="max-lg:mt-10 lg:col-start-2 lg:row-start-1 lg:row-span-2 min-w-0", aria_label="Criteria and attempts",
    )


def _feedback() -> rx.Component:
    """What the tutor decided, once it is released: first what is to change, then what is met."""
    work: Any = Work.work
    latest = work.attempts[0]
    lead = rx.el.p("You need only change what is not met yet. Add your new file below, by ", rx.el.b(latest.again_by), ".", class_name="mt-2")
    by = rx.el.footer(work.tutor, class_name="text-sm text-muted mt-2")
    said = rx.el.blockquote(rx.el.p(latest.comment, class_name="whitespace-pre-line"), by, class_name="mt-4")
    panel = rx.el.section(
        rx.el.h2(work.feedback, id="feedback", class_name="text-xl"),
        rx.cond(work.is_open, lead, rx.fragment()), rx.cond(latest.comment != "", said, rx.fragment()),
        class_name="next !p-5 sm:!p-7", aria_labelledby="feedback",
    )
    change = tables.section("To change", pieces.decided(work.criteria, "Not yet", work.tutor), id="change", class_name="mt-10")
    fold = rx.el.summary(rx.el.h2("Met", class_name="h-sec inline"), class_name="cursor-pointer py-2")
    met = rx.el.details(fold, pieces.decided(work.criteria, "Met", work.tutor), class_name="mt-8", open=work.is_done)
    return rx.fragment(panel, rx.cond(work.is_done, rx.fragment(), change), met)


def _receipt() -> rx.Component:
    """Handed in: the proof, the promise, and who does what next."""
    work: Any = Work.work
    check = rx.el.span(icon("check"), class_name="size-14 rounded-full bg-ok-tint text-success grid place-items-center text-3xl shrink-0")
    told = rx.el.div(rx.el.h2("Handed in", class_name="text-2xl"), rx.el.p(work.tutor, " has been told.", class_name="text-muted"))
    head = rx.el.div(check, told, class_name="flex items-center gap-4")
    then = f"{work.tutor} marks each criterion, met or not yet. You read it here once it is released, and not before. This page changes by itself."
    return rx.el.div(
        head, rx.el.p(work.promised, class_name="text-lg mt-6"),
        tables.section("Your receipt", pieces.receipt(work.attempts[0], work.unit), id="receipt", class_name="mt-10"),
        tables.section("What happens now", rx.el.p(then, class_name="mt-2"), id="now", class_name="mt-10"),
        class_name="max-w-[40rem]",
    )


def _hand_in_page() -> rx.Component:
    work: Any = Work.work
    unready = feedback.note("off", "This unit has no brief or no criteria yet, so nothing can be handed in.", "That is ours to put right.")
    to_do = rx.cond(work.is_ready, rx.fragment(_files(), _hand_in()), unready)
    is_waiting = ~work.is_open & ~work.is_done & (work.attempts.length() > 0)
    first = rx.fragment(rx.cond(work.feedback != "", _feedback(), rx.fragment()), rx.cond(is_waiting, _receipt(), rx.fragment()), _brief())
    return rx.el.div(
        rx.el.div(first, class_name="min-w-0"),
        _aside(),
        rx.cond(work.is_open, rx.el.div(to_do, class_name="min-w-0"), rx.fragment()),
        class_name="lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] lg:grid-rows-[auto_1fr] gap-x-16",
    )


def _tick_page() -> rx.Component:
    """What there is to do, and the button that says it is done."""
    work: Any = Work.work
    done = forms.button(icon("check"), "Mark as done", kind="primary", size="lg", on_click=Work.finish)
    undo = rx.fragment(feedback.status_of("passed", "Done"), forms.button("Not done yet", kind="link", on_click=Work.reopen))
    return rx.el.div(
        rx.cond(work.why != "", rx.el.p(work.why, class_name="text-lg"), rx.fragment()),
        rx.cond(work.text != "", rx.el.p(work.text, class_name="mt-5 whitespace-pre-line text-lg"), rx.fragment()),
        rx.el.div(rx.cond(work.is_done, undo, rx.cond(work.is_open, done, rx.fragment())), class_name="flex flex-wrap items-center gap-3 mt-8"),
        rx.cond(work.unit_id != "", rx.el.p("Part of ", links.link(work.unit, f"{addresses.UNITS}/{work.unit_id}"), ".", class_name="mt-8"), rx.fragment()),
        class_name="max-w-[40rem]",
    )


def page() -> rx.Component:
    """Back, what it is and when it is due; below, whatever there is to do or to read now."""
    work: Any = Work.work
    is_here: Any = Work.asked == place.here("task_id")
    is_found = is_here & (work.task_id != "")
    words = place.title(is_here, is_found, work.title, waiting="Your work", missing="That piece of work is not here")
    due = rx.cond(work.is_open, rx.cond(work.tone == "late", f"{work.due}.", f"Due {work.due}."), rx.cond(work.is_hand_in, "", f"{work.minutes}."))
    takes = rx.cond(work.is_open & ~work.is_hand_in, f"{work.minutes}. ", "")
    sub = rx.fragment(rx.cond(work.unit != "", f"Unit {work.unit}. ", ""), takes, rx.el.span(due, class_name="inline-block first-letter:uppercase"))
    pill = rx.cond(is_found, feedback.status(work.tone, work.icon, work.status, pill=True), rx.fragment())
    missing = place.lost("It may have moved, or it belongs to somebody else. Nothing of yours is lost.", "Go to your day", addresses.ME)
    waiting = rx.fragment(feedback.loading("Fetching your work"), feedback.skeleton_rows(4))
    return shell.participant(
        place.back("Today", addresses.ME),
        shell.heading(words, rx.cond(is_here, rx.cond(is_found, sub, ""), place.grey("20rem")), pill),
        rx.cond(is_here, rx.cond(is_found, rx.cond(work.is_hand_in, _hand_in_page(), _tick_page()), missing), waiting),
        current=addresses.ME,
    )


PAGE = routes.Page(route=f"{addresses.WORK}/[task_id]", title="Your work", draw=page, on_load=Work.load_work, roles=(Role.PARTICIPANT,))
