"""The concierge's start page: who has been waiting longest for somebody to notice, across all forces."""

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me
from pages.shared.arrival import arrive
from pages.ui import feedback, forms, shell, tables
from pages.ui.frame import say
from pages.visit import look, visit
from pages.watch import watch
from vle_app import addresses, live
from vle_app.clock import now
from vle_app.errors import known_id
from vle_app.insight import attention
from vle_app.insight.attention import Attention, AttentionRow
from vle_app.learning import timeline
from vle_app.notices.queries import ToldRow

EXTENSIONS = (("3", "3 more working days"), ("5", "5 more working days"), ("10", "10 more working days"))


class Queue(rx.State):
    """The first forty people, and the log or the form that is open under one of them."""

    attention: Attention = Attention([], 0, 0)
    is_loaded: bool = False
    may_give_time: bool = False
    open_task: str = ""
    told: list[ToldRow] = []
    problem: str = ""

    @event(Role.CONCIERGE, Role.DIRECTOR)
    async def load_queue(self) -> None:
        self.attention = await arrive(self, lambda db, who: attention.queue(db, who, now=now()))
        self.is_loaded = True
        visitor = me.get()
        self.may_give_time = visitor is not None and visitor.has(Role.CONCIERGE)
        watch(self, live.PROGRAMME, Queue.refresh)

    @event(Role.CONCIERGE, Role.DIRECTOR)
    async def refresh(self) -> None:
        self.attention = await look(lambda db, who: attention.queue(db, who, now=now()))

    @event(Role.CONCIERGE, Role.DIRECTOR)
    async def open_log(self, task_id: str) -> None:
        task_id = known_id(task_id, "That task")
        if self.open_task == task_id:
            self.open_task, self.told, self.problem = "", [], ""
            return
        self.told = await look(lambda db, who: attention.told(db, who, task_id))
        self.open_task, self.problem = task_id, ""

    @event(Role.CONCIERGE)
    async def give_time(self, form: dict[str, str]) -> None:
        task_id, days, why = str(form.get("task", "")), str(form.get("days", "")), str(form.get("why", "")).strip()
        if not why:
            self.problem = "Say in a few words why, so that the next person to look knows."
            return

        await visit(lambda db, who: timeline.give_time(db, who, task_id, int(days) if days in dict(EXTENSIONS) else 0, why=why, now=now()))
        self.open_task, self.told, self.problem = "", [], ""
        await say(self, "More time given. Their dates and reminders have moved with it.")


def _told(row: rx.Var[ToldRow]) -> rx.Component:
    fate = rx.el.span(row.state, rx.cond(row.reason != "", f": {row.reason}", ""), rx.cond(row.read != "", f". Read {row.read}", ""))
    return tables.line(row.when, row.how, row.what, fate)


def _log(row: rx.Var[AttentionRow]) -> rx.Component:
    log = rx.cond(
        Queue.told.length() > 0,
        tables.table("What they were told", ["When", "How", "What", "What became of it"], rx.foreach(Queue.told, _told)),
        rx.el.p("Nothing has been sent about this task yet.", class_name="text-muted mt-3"),
    )
    form = rx.el.form(
        rx.el.input(type="hidden", name="task", value=row.task_id),
        rx.el.div(
            forms.field("More time", forms.choice, id="days", name="days", options=EXTENSIONS),
            forms.field("Why", forms.text, id="why", name="why", max_length=200, error=Queue.problem),
            class_name="grid sm:grid-cols-[14rem_minmax(0,1fr)] gap-4 mt-6",
        ),
        rx.el.div(forms.button("Give more time", kind="primary", type="submit"), class_name="mt-4"),
        on_submit=Queue.give_time, class_name="max-w-[42rem]",
    )
    return rx.el.div(log, rx.cond(Queue.may_give_time, form, rx.fragment()), class_name="pb-4")


def _row(row: rx.Var[AttentionRow]) -> rx.Component:
    is_open = Queue.open_task == row.task_id
    button = forms.button(
        rx.cond(is_open, "Close", "Told and time"), rx.el.span(" for ", row.who, class_name="sr-only"), size="sm",
        on_click=Queue.open_log(row.task_id), aria_expanded=is_open,
    )
    return tables.row(
        row.margin, rx.fragment(row.who, rx.el.span(" · ", row.force, class_name="font-normal text-muted")),
        under=feedback.status_of("late", row.late),
        sub=rx.fragment(row.title, ". ", row.why, rx.cond(is_open, _log(row), rx.fragment())),
        act=[button], key=row.task_id,
    )


def _body() -> rx.Component:
    rows = tables.rows(rx.foreach(Queue.attention.rows, _row))
    more = rx.cond(
        Queue.attention.people > Queue.attention.rows.length(),
        rx.el.p("The forty who have waited longest. As they move on, the next appear here.", class_name="text-muted mt-4 text-sm"), rx.fragment(),
    )
    nothing = feedback.empty("Nobody is late", "When a task is overdue, the person stands here with what they were told about it.")
    return rx.cond(Queue.attention.people > 0, rx.fragment(rows, more), nothing)


def page() -> rx.Component:
    """One queue. Each row opens its log: was she told, when, and did it arrive?"""
    counts = f"{Queue.attention.people} people have {Queue.attention.tasks} overdue tasks between them, the oldest first."
    return shell.staff(
        shell.heading("Queue", rx.cond(Queue.is_loaded & (Queue.attention.people > 0), counts, " "), size="2xl"),
        rx.cond(Queue.is_loaded, _body(), rx.fragment(feedback.loading("Fetching the queue"), feedback.skeleton_rows(6))),
        current=addresses.CONCIERGE,
    )


PAGE = routes.Page(route=addresses.CONCIERGE, title="Queue", draw=page, on_load=Queue.load_queue, roles=(Role.CONCIERGE, Role.DIRECTOR))
