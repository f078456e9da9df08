"""Lists of participants: the whole programme for the concierge, their own force for its lead. Never a mark."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from models.enrolments import Cohort, Enrolment, EnrolmentStatus
from models.people import IdentityProtection, Organisation, Person, Role, SignIn
from models.timeline import Task, TaskStatus
from vle_app import clock, names
from vle_app.errors import NotAllowed
from vle_app.people.visitors import Visitor

PAGE = 50


@dataclass(frozen=True)
class RosterRow:
    """One participant as staff may see them. `tone` and `icon` draw `standing`."""

    id: str
    who: str
    grade: str
    force: str
    cohort: str
    tutor: str
    done: str
    standing: str
    tone: str
    icon: str
    next_due: str
    seen: str


@dataclass(frozen=True)
class Roster:
    """One page of people, how many there are in all, and how many of them have something overdue."""

    rows: list[RosterRow]
    total: int
    late: int
    page: int
    pages: int


_IS_NAMED = col(Person.identity_protection) == IdentityProtection.STANDARD
_SHOWN = case((_IS_NAMED, col(Person.name)), else_=col(Person.alias))
"""What a list is sorted by: a place among real names would tell how a hidden one begins."""


def _people(now: datetime) -> Select[Any]:
    is_open, tutor = col(Task.status) == TaskStatus.OPEN, aliased(Person)
    late = func.sum(case((is_open & (col(Task.due_at) < now), 1), else_=0))
    seen = select(func.max(col(SignIn.seen_at))).where(col(SignIn.person_id) == col(Person.id)).scalar_subquery()
    people: Any = (
        select(
            col(Person.id),
            col(Person.name),
            col(Person.alias),
            col(Person.identity_protection),
            col(Person.grade),
            col(Organisation.short_code),
            col(Cohort.name),
            col(Enrolment.status),
            col(tutor.name),
            col(tutor.alias),
            col(tutor.identity_protection),
            func.count(col(Task.id)),
            func.sum(case((col(Task.status) == TaskStatus.DONE, 1), else_=0)),
            late.label("late"),
            func.min(case((is_open & (col(Task.due_at) >= now), col(Task.due_at)))),
            seen,
            col(Person.zone),
        )
        .join(Enrolment, col(Enrolment.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Enrolment.organisation_id))
        .join(Cohort, col(Cohort.id) == col(Enrolment.cohort_id))
        .join(tutor, col(tutor.id) == col(Enrolment.tutor_id))
        .join(Task, col(Task.enrolment_id) == col(Enrolment.id), isouter=True)
        .group_by(col(Person.id), col(Enrolment.id), col(Organisation.id), col(Cohort.id), col(tutor.id))
    )
    return cast(Select[Any], people)


def _standing(status: str, late: int) -> tuple[str, str, str]:
    if status == EnrolmentStatus.ACHIEVED:
        return "Achieved", "ok", "circle-check"
    if status == EnrolmentStatus.WITHDRAWN:
        return "Withdrawn", "off", "circle-slash"
    if status == EnrolmentStatus.PAUSED:
        return "Paused", "off", "circle-pause"
    if late:
        return f"{late} overdue", "late", "clock-alert"
    return "On track", "ok", "check"


def _row(values: tuple[Any, ...], now: datetime) -> RosterRow:
    person_id, name, alias, protection, grade, force, cohort, status, *tutor, total, done, late, next_due, seen, zone = values
    standing, tone, icon = _standing(str(status), int(late or 0))
    return RosterRow(
        id=str(person_id),
        who=names.shown(str(name), str(alias), str(protection)),
        grade=str(grade),
        force=str(force),
        cohort=str(cohort),
        tutor=names.shown(*tutor),
        done=f"{done or 0} of {total}",
        standing=standing,
        tone=tone,
        icon=icon,
        next_due=clock.short_day(next_due, str(zone)) if isinstance(next_due, datetime) else "Nothing open",
        seen=clock.ago(now, seen, str(zone)) if isinstance(seen, datetime) else "Not yet",
    )


def _page(session: Session, people: Select[Any], page: int, now: datetime) -> Roster:
    counted = people.subquery()
    total, late = session.execute(select(func.count(), func.coalesce(func.sum(case((counted.c.late > 0, 1), else_=0)), 0)).select_from(counted)).one()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    found = session.execute(people.order_by(people.selected_columns.late.desc(), _SHOWN, col(Enrolment.id)).limit(PAGE).offset((page - 1) * PAGE))
    return Roster(rows=[_row(tuple(values), now) for values in found], total=total, late=late, page=page, pages=pages)


def of_programme(session: Session, who: Visitor, *, now: datetime, search: str = "", page: int = 1) -> Roster:
    """Everybody on the programme, those with most overdue first; `search` looks in names, e-mails and forces.

    Of somebody whose name is not shown it finds the alias alone, else it would tell whose alias that is. Concierge and director only.
    """
    if not who.has(Role.CONCIERGE, Role.DIRECTOR):
        raise NotAllowed("The list of everybody is for the concierge. We brought you to your own start page.")
    people = _people(now)
    words = search.strip()[:80] if isinstance(search, str) else ""
    if words:
        like = f"%{words.replace('%', '').replace('_', '')}%"
        known = _IS_NAMED & (col(Person.name).ilike(like) | col(Person.email).ilike(like))
        people = people.where(known | col(Person.alias).ilike(like) | col(Organisation.name).ilike(like))
    return _page(session, people, page if isinstance(page, int) else 1, now)


def of_force(session: Session, who: Visitor, *, now: datetime, page: int = 1) -> Roster:
    """The participants of the forces whose lead this is; nobody else's exist here."""
    forces = who.organisations(Role.FORCE_LEAD)
    people = _people(now).where(col(Enrolment.organisation_id).in_(forces))
    return _page(session, people, page if isinstance(page, int) else 1, now)
