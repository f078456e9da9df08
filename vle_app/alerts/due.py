"""What is due to be said about tasks: one indexed question per rule over stored dates, each person's days counted on their own calendar."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import String, and_, cast, exists, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.enrolments import Enrolment, EnrolmentStatus
from models.notices import AlertRule, Channel, Notice, Trigger
from models.people import Person
from models.timeline import Task, TaskStatus
from vle_app import clock
from vle_app.alerts import facts
from vle_app.notices import outbox, quiet

PAGE = 50  # tasks in one writing transaction: a tenth of a second, so that people's own work gets in between
_NEXT_DAY = timedelta(days=1)
_RULES = [
    (Trigger.TASK_DUE, 14, "bell"), (Trigger.TASK_DUE, 7, "bell,email"), (Trigger.TASK_DUE, 3, "bell"),
    (Trigger.TASK_DUE, 1, "bell,email"), (Trigger.TASK_DUE, 0, "bell,email"),
    (Trigger.TASK_OVERDUE, 1, "bell,email"), (Trigger.TASK_OVERDUE, 3, "bell,email"), (Trigger.TASK_OVERDUE, 7, "bell,email"),
]


class Rule(NamedTuple):
    """An alert rule that is on. `day` is the day of the alert, counted from the day the task is due: -3, 0, 7."""

    code: str
    day: int
    channels: tuple[Channel, ...]


def load_rules(session: Session) -> None:
    """Write the rules of the house where they are missing. Rules that somebody changed or switched off stay as they are."""
    known = set(session.exec(select(AlertRule.code)))
    for trigger, days, channels in _RULES:
        if (code := f"{trigger}_{days}") not in known:
            session.add(AlertRule(code=code, trigger=trigger, offset_days=days, channels=channels))
    session.flush()


def rules_on(session: Session) -> list[Rule]:
    """The rules that are on, in the order in which they come round for one task."""
    rows = session.exec(select(AlertRule).where(col(AlertRule.is_on))).all()
    rules = [Rule(r.code, r.offset_days if r.trigger is Trigger.TASK_OVERDUE else -r.offset_days, tuple(map(Channel, r.channels.split(",")))) for r in rows]
    return sorted(rules, key=lambda rule: rule.day)


def rules_due(session: Session, now: datetime) -> list[str]:
    """Codes of the rules by which somebody is to be told something now. Asked every half minute, so it only reads."""
    days = _days(session, now)
    return [rule.code for rule in rules_on(session) if session.exec(_missing(rule, days, now).limit(1)).first()]


def raise_page(session: Session, code: str, *, now: datetime) -> int:
    """Queue a page of what one rule has to say and is not yet in the outbox; the number of new messages, 0 when nothing is left.

    An alert's moment is 08:00 of its day, where the person is. It stays due until the next morning: an outage of up to a day is
    caught up, and what is older is stale, because by then a later rule speaks. Doing it again writes nothing twice.
    """
    rules = rules_on(session)
    rule = next((rule for rule in rules if rule.code == code), None)
    if rule is None:
        return 0
    tasks = session.exec(_missing(rule, _days(session, now), now).limit(PAGE)).all()
    wanted = [notice for task in facts.tasks(session, tasks) for notice in _notices(rule, rules, task, now)]
    fresh = outbox.enter(session, wanted, now=now)
    _replace_on_bell(session, fresh)
    return len(fresh)


def moved(session: Session) -> list[tuple[str, int]]:
    """Tasks about whose earlier date (of that version) a message still waits. Only reads."""
    rows = session.exec(
        select(Notice.subject_id, Notice.due_version)
        .join(Task, col(Task.id) == Notice.subject_id)
        .where(col(Notice.state).in_(outbox.WAITING), col(Notice.rule).startswith("task_", autoescape=True), Notice.due_version < Task.due_version)
        .distinct()
    )
    return list(rows)


def drop_moved(session: Session, found: Sequence[tuple[str, int]]) -> int:
    """Drop what waits about those dates: another date counts now. The number dropped."""
    return sum(outbox.withdraw(session, task_id, reason="moved", rules="task_", before_version=version + 1) for task_id, version in found)


def _days(session: Session, now: datetime) -> dict[str, date]:
    """For each zone that people live in, the day whose morning (08:00) came last. There are few zones."""
    zones = session.exec(select(Person.zone).distinct()).all()
    mornings = {zone: clock.local(now, zone) for zone in zones}
    return {zone: there.date() - timedelta(days=there.hour < quiet.MORNING) for zone, there in mornings.items()}


def _missing(rule: Rule, days: dict[str, date], now: datetime) -> SelectOfScalar[str]:
    """Ids of open tasks for which this is the rule's day and whose message is not in the outbox, for the due date that counts now.

    The widest window of all zones comes first, so that the index on status and date is used; then each person's own.
    """
    windows = {zone: _window(day - timedelta(days=rule.day), zone) for zone, day in days.items()} or {"": (now, now)}
    mine = [and_(col(Person.zone) == zone, col(Task.due_at) >= first, col(Task.due_at) < last) for zone, (first, last) in windows.items()]
    channel = rule.channels[0]
    key = col(Task.person_id) + ":" + col(Task.id) + f":{rule.code}:" + cast(Task.due_version, String) + f":{channel}"
    found = (
        select(Task.id)
        .join(Person, col(Person.id) == Task.person_id)
        .join(Enrolment, col(Enrolment.id) == Task.enrolment_id)
        .where(Task.status == TaskStatus.OPEN, col(Task.due_at) >= min(first for first, _ in windows.values()))
        .where(col(Task.due_at) < max(last for _, last in windows.values()), or_(*mine))
        .where(col(Person.is_active), Enrolment.status == EnrolmentStatus.ACTIVE, ~exists().where(col(Notice.key) == key))
    )
    return found if rule.day > 0 else found.where(col(Task.due_at) > now)


def _window(day: date, zone: str) -> tuple[datetime, datetime]:
    """That day on that zone's calendar: 23, 24 or 25 hours."""
    return clock.at_time(day, 0, 0, zone), clock.at_time(day + _NEXT_DAY, 0, 0, zone)


def _notices(rule: Rule, rules: Sequence[Rule], task: facts.TaskFacts, now: datetime) -> list[Notice]:
    said = facts.task_letter(task, now)
    return [
        outbox.plan(
            task.person_id, channel, rule=rule.code, subject_id=task.id, due_version=task.due_version, now=now,
            title=said.title, body=said.lead, link=task.link, last_useful_at=_useful_until(rule, rules, channel, task),
        )
        for channel in rule.channels
    ]


def _useful_until(rule: Rule, rules: Sequence[Rule], channel: Channel, task: facts.TaskFacts) -> datetime | None:
    """A reminder gives way to the next one on its channel, and a reminder beforehand to the due date itself."""
    due_on = clock.local(task.due_at, task.zone).date()
    later = [clock.at_time(due_on + timedelta(days=r.day), quiet.MORNING, 0, task.zone) for r in rules if r.day > rule.day and channel in r.channels]
    return min(later + [task.due_at] * (rule.day <= 0), default=None)


def _replace_on_bell(session: Session, fresh: Sequence[Notice]) -> None:
    """One reminder a task on the bell: the newest."""
    newest = [notice.id for notice in fresh]
    subjects = sorted({notice.subject_id for notice in fresh})
    if subjects:
        bells = (col(Notice.channel) == Channel.BELL, col(Notice.subject_id).in_(subjects), col(Notice.rule).startswith("task_", autoescape=True))
        older = session.exec(select(Notice.id).where(*bells, col(Notice.id).not_in(newest))).all()
        outbox.take_off_bell(session, older, reason="a later reminder took its place")
