"""What a tutor has to mark, in the order they promised it. It moves by itself when work arrives."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from models.people import Role
from pages import routes
from pages.gate import event, me
from pages.shared import place
from pages.shared.arrival import arrive
from pages.ui import feedback, links, shell, tables
from pages.ui.icons import icon
from pages.visit import Session, look
from pages.watch import watch
from vle_app import addresses, live
from vle_app.assessment import queries, released
from vle_app.assessment.queries import Counts, Queue, QueueRow
from vle_app.assessment.released import ReleasedRow
from vle_app.clock import now
from vle_app.people.visitors import Visitor


@dataclass(frozen=True)
class Group:
    """Pieces under one heading."""

    title: str
    rows: list[QueueRow]


class Marking(rx.State):
    """My queue. `arrived` are pieces that came while I was looking, and `news` says so aloud."""

    groups: list[Group] = []
    decided: list[QueueRow] = []
    released: list[ReleasedRow] = []
    counts: Counts = Counts()
    arrived: list[str] = []
    news: str = ""
    is_loaded: bool = False

    @event(Role.TUTOR)
    async def load_queue(self) -> None:
        self._show(await arrive(self, _read))
        self.arrived, self.news, self.is_loaded = [], "", True
        visitor = me.get()
        if visitor is not None:
            watch(self, live.marking(visitor.id), Marking.refresh)

    @event(Role.TUTOR)
    async def refresh(self) -> None:
        known = {row.id for group in self.groups for row in group.rows}
        queue, released = await look(_read)
        # A piece that only moved up on to this page was handed in before: its promise is not the newest.
        is_whole = queue.counts.waiting <= len(queue.rows)
        fresh = [row for row in queue.rows if row.id not in known] if is_whole else []
        if fresh:
            self.arrived = [row.id for row in fresh]
            self.news = " ".join(f"{row.who} handed in {row.unit}, attempt {row.attempt}." for row in fresh)
        self._show((queue, released))

    def _show(self, read: tuple[Queue, list[ReleasedRow]]) -> None:
        queue, self.released = read
        groups: dict[str, list[QueueRow]] = {}
        for row in queue.rows:
            groups.setdefault(row.group, []).append(row)
        grouped = [Group(title, rows) for title, rows in groups.items()]
        if self.groups != grouped:
            self.groups = grouped
        self.decided, self.counts = queue.decided, queue.counts


def _read(db: Session, visitor: Visitor) -> tuple[Queue, list[ReleasedRow]]:
    moment = now()
    return queries.queue(db, visitor, moment), released.lately(db, visitor, moment)


def promise(row: Any) -> rx.Component:
    """How long is left of a promise: a status where it presses, plain words where it does not."""
    left = rx.cond(row.left == "Today", "Promised today", row.left)
    late = rx.el.span(feedback.status("late", "clock-alert", left), class_name="[&_.st]:whitespace-normal")
    return rx.match(row.tone, ("late", late), ("warn", feedback.status("warn", "clock", left)), rx.el.span(left))


def piece(row: Any, *, class_name: Any = "") -> rx.Component:
    """One piece of work: when it is promised, whose it is, how it stands, and the next step with it."""
    of = rx.el.span(f" · {row.unit}, attempt {row.attempt}", class_name="font-normal text-muted")
    title = rx.fragment(links.link(row.who, row.href, class_name="quiet"), of)
    stands = rx.match(row.action, ("Mark", "Handed in"), ("Carry on", "Started"), "Decided")
    step = links.button(row.action, row.href, rx.el.span(" ", row.who, ", ", row.unit, class_name="sr-only"), size="sm")
    return tables.row(
        row.when, title, under=promise(row), sub=f"{row.title}, {row.force}. {row.why}",
        act=[feedback.status("wait", row.icon, stands), step], class_name=class_name, key=row.id,
    )


def _waiting() -> rx.Component:
    arrived: Any = Marking.arrived

    def row(each: Any) -> rx.Component:
        return piece(each, class_name=rx.cond(arrived.contains(each.id), "arrived", ""))

    def group(each: Any) -> rx.Component:
        heading = rx.el.h2(each.title, class_name="h-sec")
        return rx.el.section(heading, tables.rows(rx.foreach(each.rows, row)), class_name="mt-8 first:mt-0", aria_label=each.title, key=each.title)

    counts: Any = Marking.counts
    more = rx.el.p("These are the first fifty. The others follow as you go.", class_name="text-sm text-muted mt-3")
    return rx.fragment(rx.foreach(Marking.groups, group), rx.cond(counts.waiting > queries.PAGE, more, rx.fragment()))


def _decided() -> rx.Component:
    rows: Any = Marking.decided
    words = rx.el.p("Their participants read nothing until you release it.", class_name="text-sm text-muted mt-1")
    listed = tables.section("Decided, not released", words, tables.rows(rx.foreach(rows, piece)), id="decided", class_name="mt-10")
    return rx.cond(rows.length() > 0, listed, rx.fragment())


def _released() -> rx.Component:
    rows: Any = Marking.released

    def row(each: Any) -> rx.Component:
        of = rx.el.span(f" · {each.unit}, attempt {each.attempt}", class_name="font-normal text-muted")
        title = rx.fragment(links.link(each.who, each.href, class_name="quiet"), of)
        return tables.row(each.when, title, sub=f"{each.title}, {each.force}", act=[feedback.status(each.tone, each.icon, each.status)], key=each.id)

    heading = rx.el.summary(rx.el.h2("Released lately", class_name="h-sec inline"), class_name="cursor-pointer py-1")
    return rx.cond(rows.length() > 0, rx.el.details(heading, tables.rows(rx.foreach(rows, row)), class_name="mt-10"), rx.fragment())


def page() -> rx.Component:
    """The queue, then what only waits for release, then what went out."""
    counts: Any = Marking.counts
    count = rx.match(counts.waiting, (0, "Nobody is waiting for you."), (1, "One piece."), f"{counts.waiting} pieces, in the order you promised them.")
    late = rx.match(counts.late, (0, ""), (1, " One is late."), f" {counts.late} are late.")
    has_work = Marking.groups.length() > 0
    first = links.button(icon("play"), Marking.groups[0].rows[0].href, "Start with the first", kind="primary")
    nothing = feedback.empty("Nothing to mark", "When one of your people hands in, it appears here by itself, and the bell says so.")
    body = rx.fragment(rx.cond(has_work, _waiting(), nothing), _decided(), _released())
    sub = rx.cond(Marking.is_loaded, rx.fragment(count, late), place.grey("16rem"))
    return shell.staff(
        shell.heading("Marking", sub, rx.cond(has_work, first, rx.fragment()), size="2xl"),
        rx.el.p(Marking.news, class_name="sr-only", role="status"),
        rx.cond(Marking.is_loaded, body, rx.fragment(feedback.loading("Fetching your queue"), feedback.skeleton_rows(6))),
        current=addresses.MARKING,
    )


PAGE = routes.Page(route=addresses.MARKING, title="Marking", draw=page, on_load=Marking.load_queue, roles=(Role.TUTOR,))
