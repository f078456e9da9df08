"""Enrolling: a place, units, a tutor and a timeline, or a refusal that says why not."""

from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from models.catalogue import Unit
from models.enrolments import Cohort, Enrolment, EnrolmentUnit
from models.people import Role, RoleGrant
from models.programmes import Programme, TaskKind, TimelineItem
from models.timeline import Task
from tests import cast
from vle_app.errors import NotAllowed, NotFound, Refusal
from vle_app.learning import enrolments

NEWCOMER = "Imran Sheikh"  # a force lead, who begins to study


def _enrol(session: Session, now: datetime, *, who: str = "Priya Nair", person: str = NEWCOMER, tutor: str = "Helen Marsh") -> Enrolment:
    cohort = session.exec(select(Cohort)).one()
    return enrolments.enrol(
        session, cast.visitor(session, who), cast.person(session, person).id, cohort.id, tutor_id=cast.person(session, tutor).id, now=now
    )


def test_enrolling_gives_a_place_units_a_role_and_a_timeline(session: Session, now: datetime) -> None:
    programme = session.exec(select(Programme)).one()
    session.add(TimelineItem(programme_id=programme.id, kind=TaskKind.READ, title="Read", minutes=10, offset_working_days=1, position=1))
    place = _enrol(session, now)
    assert (place.organisation_id, place.tutor_id) == (cast.person(session, NEWCOMER).organisation_id, cast.person(session, "Helen Marsh").id)
    units = select(Unit.code).join(EnrolmentUnit, col(EnrolmentUnit.unit_id) == Unit.id).where(EnrolmentUnit.enrolment_id == place.id)
    assert session.exec(units).all() == ["701"]
    assert session.exec(select(Task.title).where(Task.enrolment_id == place.id)).all() == ["Read"]
    roles = session.exec(select(RoleGrant.role).where(RoleGrant.person_id == place.person_id)).all()
    assert sorted(roles) == [Role.FORCE_LEAD, Role.PARTICIPANT]


def test_somebody_who_works_for_the_provider_takes_no_place(session: Session, now: datetime) -> None:
    with pytest.raises(Refusal, match="participant is held for a force"):
        _enrol(session, now, person="Lena Hughes")
    assert session.exec(select(RoleGrant.role).where(RoleGrant.person_id == cast.person(session, "Lena Hughes").id)).all() == [Role.IQA]


def test_enrolling_on_a_unit_without_criteria_is_refused(session: Session, now: datetime) -> None:
    session.exec(select(Programme)).one().unit_codes = ["701", "707"]
    with pytest.raises(Refusal, match="Unit 707, Organisational Design and Development, has no criteria"):
        _enrol(session, now)


def test_a_second_place_in_the_same_cohort_is_refused(session: Session, now: datetime) -> None:
    with pytest.raises(Refusal, match="has a place in Level 7, autumn already"):
        _enrol(session, now, person="Sam Okafor")


def test_a_full_cohort_is_refused(session: Session, now: datetime) -> None:
    session.exec(select(Cohort)).one().capacity = 2
    with pytest.raises(Refusal, match="This cohort is full"):
        _enrol(session, now)


def test_a_programme_with_a_unit_that_does_not_exist_is_refused(session: Session, now: datetime) -> None:
    session.exec(select(Programme)).one().unit_codes = ["799"]
    with pytest.raises(Refusal, match="Unit 799 is not in the catalogue"):
        _enrol(session, now)


@pytest.mark.parametrize("who", ["Sam Okafor", "Helen Marsh", "Lena Hughes", "Joanne Pike", "Ruth Adeyemi"])
def test_other_roles_may_not_enrol(session: Session, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowed):
        _enrol(session, now, who=who)


def test_somebody_who_is_no_tutor_is_not_found_as_one(session: Session, now: datetime) -> None:
    with pytest.raises(NotFound, match="That tutor"):
        _enrol(session, now, tutor="Lena Hughes")
