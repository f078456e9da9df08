"""The pilot kept young: how old it is, and bringing every date of it up to today."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, select

from models.assessment import Attempt, CriterionDecision, Decision, Submission
from models.base import Record
from models.enrolments import Cohort, Enrolment
from models.notices import Notice
from models.people import Division, Organisation, OrganisationKind, Person
from models.records import Setting, StoredFile
from models.timeline import Task, TaskStatus
from vle_app import audit, clock, live, working_days
from vle_app.practice.pilot_calendar import ZONE

SEED, ON, AT = "pilot.seed", "pilot.laid_out_on", "pilot.laid_out_at"
_WEEK = 7
_PAGE = 20_000
_LAID_OUT_ON = select(Setting.value).where(Setting.key == ON)  # made once: practice asks it with every page
Change = Callable[[dict[str, Any]], dict[str, Any]]


def is_laid_out(session: Session) -> bool:
    """True if this database holds a sample pilot."""
    return session.get(Setting, SEED) is not None


def age_in_days(session: Session, now: datetime) -> int:
    """Days since the pilot’s dates were right; 0 without a pilot."""
    day = session.execute(_LAID_OUT_ON).scalar()
    return (clock.local(now, ZONE).date() - date.fromisoformat(day)).days if day else 0


def note(session: Session, *, on: date, at: datetime) -> None:
    """Write down the day for which the pilot's dates are right, and the moment of writing."""
    session.merge(Setting(key=ON, value=on.isoformat()))
    session.merge(Setting(key=AT, value=at.isoformat()))


def refresh(session: Session, *, now: datetime) -> int:
    """Move every date of the pilot by whole weeks, as many as have passed since it was laid out; the number of days moved.

    Whole weeks, because a Monday must stay a Monday: up to six days are left over for the next time, and under seven nothing moves.
    What would fall due on a bank holiday falls due on the next working day. What has happened stays in the past, and what people did
    here since the pilot was laid out stays when it was. Sign-ins and the audit log never move. The date of every open task counts as
    moved, so its reminders come afresh.
    """
    days = age_in_days(session, now) // _WEEK * _WEEK
    if days <= 0:
        return 0
    session.flush()
    laid_out_on = date.fromisoformat(session.get_one(Setting, ON).value)
    _Shift(session, timedelta(days=days), datetime.fromisoformat(session.get_one(Setting, AT).value), now).all()
    session.expire_all()
    note(session, on=laid_out_on + timedelta(days=days), at=now)
    provider = select(Organisation).where(col(Organisation.kind) == OrganisationKind.PROVIDER, col(Organisation.is_sample))
    audit.record(session, "", "refreshed the sample pilot", session.exec(provider).one(), now=now, days=days)
    live.tell(session, live.PROGRAMME)
    return days


class _Shift:
    """One move of all dates, of rows that were there when the pilot was laid out."""

    def __init__(self, session: Session, by: timedelta, laid_out: datetime, now: datetime) -> None:
        self._session, self._by, self._laid_out, self._now = session, by, laid_out, now
        homes = select(Person.id, Organisation.division).join(Organisation, col(Organisation.id) == Person.organisation_id)
        self._divisions = {person: Division(division) for person, division in session.exec(homes.where(col(Person.is_sample)))}

        handed = select(Attempt.id, Submission.person_id).join(Submission, col(Submission.id) == Attempt.submission_id)
        self._owners = dict(session.exec(handed).all())

    def all(self) -> None:
        """Table by table. Notices first, because they look at their tasks as they were."""
        people = select(Person.id).where(col(Person.is_sample))
        works = select(Submission.id).where(col(Submission.person_id).in_(people))
        attempts = select(Attempt.id).where(col(Attempt.submission_id).in_(works))
        cohorts = select(Enrolment.cohort_id).where(col(Enrolment.person_id).in_(people))
        self._rekey(col(Notice.person_id).in_(people))
        self._move(Notice, col(Notice.person_id).in_(people), self._plain(("next_try_at", "sent_at", "read_at"), later=("last_useful_at",)))
        self._move(Cohort, col(Cohort.id).in_(cohorts), self._plain(days=("starts_on", "ends_on")))
        self._move(Enrolment, col(Enrolment.person_id).in_(people), self._plain(days=("started_on",)))
        self._move(Task, col(Task.person_id).in_(people), self._task)
        self._move(Submission, col(Submission.person_id).in_(people), self._submission)
        self._move(Attempt, col(Attempt.id).in_(attempts), self._plain(("handed_in_at", "opened_at")))
        self._move(Decision, col(Decision.attempt_id).in_(attempts), self._decision)
        self._move(CriterionDecision, col(CriterionDecision.attempt_id).in_(attempts), self._plain())
        self._move(StoredFile, col(StoredFile.owner_id).in_(people), self._plain())

    def _move(self, kind: type[Record], whose: ColumnElement[bool], change: Change) -> None:
        """Write the changed columns of every row of that table that is the pilot's."""
        table = kind.metadata.tables[str(kind.__tablename__)]
        found = self._session.connection().execute(table.select().where(whose, table.c.created_at <= self._laid_out)).mappings().all()
        changes = [{"row": row["id"], "created_at": self._happened(row["created_at"]), **change(dict(row))} for row in found]
        if changes:
            values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in changes[0] if name != "row"}
            statement = table.update().where(table.c.id == bindparam("row")).values(values)
            for start in range(0, len(changes), _PAGE):
                page = changes[start : start + _PAGE]
                self._session.connection().execute(statement, [{k if k == "row" else f"to_{k}": v for k, v in one.items()} for one in page])

    def _plain(self, happened: tuple[str, ...] = (), *, later: tuple[str, ...] = (), days: tuple[str, ...] = ()) -> Change:
        """Moments that happened, moments to come, and days."""
        return lambda row: {
            **{name: row[name] and self._happened(row[name]) for name in happened},
            **{name: row[name] and self._moved(row[name]) for name in later},
            **{name: row[name] + self._by for name in days},
        }

    def _task(self, row: dict[str, Any]) -> dict[str, Any]:
        division = self._divisions[row["person_id"]]
        return {
            "first_due_at": self._due(row["first_due_at"], division), "due_at": self._due(row["due_at"], division),
            "done_at": row["done_at"] and self._happened(row["done_at"]), "due_version": row["due_version"] + (row["status"] is TaskStatus.OPEN),
        }

    def _submission(self, row: dict[str, Any]) -> dict[str, Any]:
        if row["handed_in_at"] > self._laid_out:  # handed in again by a visitor: what we promised them stands
            return {"handed_in_at": row["handed_in_at"], "promised_on": row["promised_on"]}
        promised_on = working_days.on_or_after(row["promised_on"] + self._by, self._divisions[row["person_id"]])
        return {"handed_in_at": self._happened(row["handed_in_at"]), "promised_on": promised_on}

    def _decision(self, row: dict[str, Any]) -> dict[str, Any]:
        division = self._divisions[self._owners[row["attempt_id"]]]
        return {
            "decided_at": self._happened(row["decided_at"]), "released_at": row["released_at"] and self._happened(row["released_at"]),
            "resubmit_by": row["resubmit_by"] and self._due(row["resubmit_by"], division),
        }

    def _rekey(self, whose: ColumnElement[bool]) -> None:
        """Reminders that came with the pilot go on belonging to the date that counts, whose version is about to rise."""
        mine = (whose, col(Notice.created_at) <= self._laid_out, col(Notice.rule).startswith("task_"), col(Task.status) == TaskStatus.OPEN)
        found = select(Notice).join(Task, col(Task.id) == Notice.subject_id).where(*mine, col(Notice.due_version) == col(Task.due_version))
        for notice in self._session.exec(found):
            notice.due_version += 1
            notice.key = f"{notice.person_id}:{notice.subject_id}:{notice.rule}:{notice.due_version}:{notice.channel}"
        self._session.flush()

    def _moved(self, moment: datetime) -> datetime:
        """The same wall-clock time so many days later, across a clock change too."""
        there = clock.local(moment, ZONE)
        return clock.at_time(there.date() + self._by, there.hour, there.minute, ZONE)

    def _happened(self, moment: datetime) -> datetime:
        """A moment of the past: it never becomes one of the future."""
        return min(self._moved(moment), max(moment, self._now))

    def _due(self, moment: datetime, division: Division) -> datetime:
        day = clock.local(moment, ZONE).date() + self._by
        return clock.end_of(working_days.on_or_after(day, division), ZONE)
