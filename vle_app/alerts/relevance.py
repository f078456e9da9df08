"""Is it still true? Asked of every message at the moment of sending, whatever was true when it was queued."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.enrolments import Enrolment, EnrolmentStatus
from models.notices import Notice, NoticeState
from models.people import OneTimeLink, Person
from models.timeline import Task, TaskStatus
from vle_app.alerts.facts import LINKS

_TASK = {TaskStatus.HANDED_IN: "already handed in", TaskStatus.DONE: "already done", TaskStatus.DROPPED: "the task was taken off the timeline"}
_ENROLMENT = {EnrolmentStatus.PAUSED: "the enrolment is paused", EnrolmentStatus.WITHDRAWN: "withdrawn", EnrolmentStatus.ACHIEVED: "already achieved"}


class Verdict(NamedTuple):
    """Why a message does not go, and what to call that."""

    state: NoticeState
    reason: str


def verdict(session: Session, notice: Notice, now: datetime) -> Verdict | None:
    """None if the message is to go; else the state that closes it, with the reason that staff read."""
    reason = _untrue(session, notice, now)
    if reason:
        return Verdict(NoticeState.DROPPED, reason)
    if notice.last_useful_at and notice.last_useful_at <= now:
        return Verdict(NoticeState.EXPIRED, f"too late to be useful{f'; before that, {notice.reason}' if notice.reason else ''}")
    return None


def _untrue(session: Session, notice: Notice, now: datetime) -> str:
    person = session.get(Person, notice.person_id)
    if person is None or not person.is_active:
        return "the account is switched off"
    if notice.rule in LINKS:
        return _link(session.get(OneTimeLink, notice.subject_id), now)
    if notice.rule.startswith("task_"):
        return _task(session, notice)
    return ""


def _link(link: OneTimeLink | None, now: datetime) -> str:
    if link is None:
        return "the link was withdrawn"
    if link.used_at:
        return "the link has been used"
    return "the link has expired" if link.expires_at <= now else ""


def _task(session: Session, notice: Notice) -> str:
    task = session.get(Task, notice.subject_id)
    if task is None:
        return "the task was taken off the timeline"
    if task.status is not TaskStatus.OPEN:
        return _TASK[task.status]
    if task.due_version != notice.due_version:
        return "the date moved"
    enrolment = session.get_one(Enrolment, task.enrolment_id)
    return "" if enrolment.status is EnrolmentStatus.ACTIVE else _ENROLMENT[enrolment.status]
