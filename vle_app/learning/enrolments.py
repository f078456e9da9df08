"""Enrolling: a person takes a place in a cohort, with a tutor, the units they take and a timeline of their own."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.catalogue import Qualification, Unit
from models.enrolments import Cohort, Enrolment, EnrolmentStatus, EnrolmentUnit
from models.people import Organisation, Person, Role, RoleGrant
from models.programmes import Programme
from vle_app import audit, live
from vle_app.errors import NotAllowed, NotFound, Refusal, known_id
from vle_app.learning import catalogue, timeline
from vle_app.people import accounts
from vle_app.people.visitors import Visitor


def enrol(session: Session, who: Visitor, person_id: str, cohort_id: str, *, tutor_id: str, now: datetime) -> Enrolment:
    """Give a person a place: for the concierge and the director. Lays out their timeline from the cohort's first day.

    Refused when the cohort is full, when they have a place in it or work for the provider, and when a unit of the programme has no
    criteria or brief.
    """
    if not who.has(Role.CONCIERGE, Role.DIRECTOR):
        raise NotAllowed("Enrolling is for the concierge and the director. Ask one of them.")
    cohort = session.exec(select(Cohort).where(Cohort.id == known_id(cohort_id, "That cohort")).with_for_update()).first()
    person = session.get(Person, known_id(person_id, "That person"))
    if cohort is None or person is None:
        raise NotFound("That cohort" if cohort is None else "That person")
    accounts.place_for(session, Role.PARTICIPANT, person.organisation_id)
    _has_room(session, cohort, person)
    programme = session.get_one(Programme, cohort.programme_id)
    enrolment = Enrolment(
        person_id=person.id, cohort_id=cohort.id, organisation_id=person.organisation_id, tutor_id=_tutor(session, tutor_id),
        syllabus_version_id=session.get_one(Qualification, programme.qualification_id).syllabus_version_id, started_on=cohort.starts_on,
    )
    units = _units(session, programme)
    session.add(enrolment)
    session.flush()
    session.add_all(EnrolmentUnit(enrolment_id=enrolment.id, unit_id=unit.id, position=n) for n, unit in enumerate(units, start=1))
    _grant(session, person)
    timeline.lay_out(session, enrolment, zone=person.zone, division=session.get_one(Organisation, person.organisation_id).division, now=now)
    audit.record(session, who.id, "enrolled", enrolment, now=now, person=person.id, cohort=cohort.id)
    for topic in (live.person(person.id), live.force(enrolment.organisation_id), live.PROGRAMME):
        live.tell(session, topic)
    return enrolment


def _has_room(session: Session, cohort: Cohort, person: Person) -> None:
    if session.exec(select(Enrolment.id).where(Enrolment.cohort_id == cohort.id, Enrolment.person_id == person.id)).first():
        raise Refusal(f"This person has a place in {cohort.name} already.")
    taken = select(func.count()).select_from(Enrolment).where(Enrolment.cohort_id == cohort.id, col(Enrolment.status) != EnrolmentStatus.WITHDRAWN)
    if session.exec(taken).one() >= cohort.capacity:
        raise Refusal("This cohort is full. Join its waiting list and we will offer you the next place.")


def _tutor(session: Session, tutor_id: str) -> str:
    """The id of somebody who holds the tutor's role."""
    held = select(RoleGrant.person_id).where(RoleGrant.person_id == known_id(tutor_id, "That tutor"), RoleGrant.role == Role.TUTOR)
    found = session.exec(held).first()
    if found is None:
        raise NotFound("That tutor")
    return found


def _units(session: Session, programme: Programme) -> list[Unit]:
    """The programme's units in its order, each of them ready."""
    by_code = {unit.code: unit for unit in session.exec(select(Unit).where(col(Unit.code).in_(programme.unit_codes)))}
    missing = [code for code in programme.unit_codes if code not in by_code]
    if missing:
        raise Refusal(f"Unit {missing[0]} is not in the catalogue, so nobody can be enrolled on this programme. Correct the programme first.")
    return [catalogue.ready(session, by_code[code].id) for code in programme.unit_codes]


def _grant(session: Session, person: Person) -> None:
    held = select(RoleGrant.id).where(RoleGrant.person_id == person.id, RoleGrant.role == Role.PARTICIPANT, RoleGrant.organisation_id == person.organisation_id)
    if session.exec(held).first() is None:
        session.add(RoleGrant(person_id=person.id, role=Role.PARTICIPANT, organisation_id=person.organisation_id))
