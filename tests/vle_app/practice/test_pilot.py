"""The sample pilot: as many as promised, in every state, plausible, and the same for the same seed."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from models.assessment import Attempt, CriterionDecision, Decision, Outcome, Submission, SubmissionStatus
from models.catalogue import AssessmentCriterion, Brief, Unit
from models.enrolments import Cohort, Enrolment
from models.notices import Channel, Notice, NoticeState
from models.people import Division, IdentityProtection, Organisation, OrganisationKind, Person, Role, RoleGrant
from models.programmes import TaskKind, TimelineItem
from models.timeline import Task, TaskStatus
from vle_app import clock, db, working_days
from vle_app.errors import Refusal
from vle_app.people import organisations
from vle_app.practice import pilot


def _count(session: Session, kind: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(kind)).one()


def test_it_has_the_people_that_a_pilot_promises(looking: Session) -> None:
    held = Counter(looking.exec(select(RoleGrant.role)))
    assert held == {
        Role.PARTICIPANT: 200, Role.TUTOR: 8, Role.IQA: 2, Role.CONCIERGE: 2, Role.FORCE_LEAD: 10, Role.FINANCE: 1, Role.DIRECTOR: 1,
    }
    leads = select(RoleGrant.organisation_id).where(RoleGrant.role == Role.FORCE_LEAD)
    assert len(set(looking.exec(leads))) == 10
    assert _count(looking, Cohort) == 6
    assert _count(looking, Enrolment) == 200


def test_every_person_has_a_name_an_email_and_a_force_of_their_own_that_do_not_exist(looking: Session) -> None:
    people = looking.exec(select(Person)).all()
    assert all(person.is_sample and person.email.endswith(".example") and person.email == person.email.lower() for person in people)
    assert len({person.name for person in people}) == len(people)
    forces = looking.exec(select(Organisation).where(Organisation.kind != OrganisationKind.PROVIDER)).all()
    real = organisations.real_forces()
    assert len(forces) == 10
    assert not {force.name for force in forces} & {force.name for force in real}
    assert not {force.short_code for force in forces} & {force.short_code for force in real}
    assert {force.division for force in forces} == set(Division)
    assert len({force.brand_hue for force in forces}) == 10


def test_a_few_people_are_shielded_and_known_by_another_name(looking: Session) -> None:
    shielded = looking.exec(select(Person).where(Person.identity_protection != IdentityProtection.STANDARD)).all()
    assert Counter(person.identity_protection for person in shielded) == {IdentityProtection.RESTRICTED: 3, IdentityProtection.PROTECTED: 2}
    assert all(person.alias and person.name.split()[-1].lower() not in person.email for person in shielded)


def test_everybody_has_forty_tasks_and_they_are_in_every_state(looking: Session, now: datetime) -> None:
    tasks = looking.exec(select(Task)).all()
    assert set(Counter(task.enrolment_id for task in tasks).values()) == {40}
    states = Counter(_state(task, now) for task in tasks)
    assert set(states) == {"done", "handed in", "overdue", "due today", "due this week", "later"}
    assert min(states.values()) > 15
    assert sum(task.first_due_at != task.due_at for task in tasks) > 30
    assert {task.kind for task in tasks} == set(TaskKind)


def _state(task: Task, now: datetime) -> str:
    if task.status is not TaskStatus.OPEN:
        return {TaskStatus.DONE: "done", TaskStatus.HANDED_IN: "handed in", TaskStatus.DROPPED: "dropped"}[task.status]
    days = clock.days_between(now, task.due_at, "Europe/London")
    return "overdue" if days < 0 else "due today" if days == 0 else "due this week" if days < 7 else "later"


def test_nothing_falls_due_on_a_day_of_rest(looking: Session) -> None:
    due = select(Task.due_at, Task.first_due_at, Organisation.division).join(Person, col(Person.id) == Task.person_id)
    for due_at, first, division in looking.exec(due.join(Organisation, col(Organisation.id) == Person.organisation_id).distinct()):
        for moment in (due_at, first):
            there = clock.local(moment, "Europe/London")
            assert (there.hour, there.minute) == (23, 59)
            assert working_days.is_working_day(there.date(), division)


def test_work_is_in_every_state_with_its_attempts_and_promises(looking: Session, now: datetime) -> None:
    works = looking.exec(select(Submission)).all()
    states = Counter(work.status for work in works)
    assert 270 <= len(works) <= 330
    assert set(states) == set(SubmissionStatus)
    assert min(states.values()) >= 10
    waiting = [work.promised_on for work in works if work.status in (SubmissionStatus.HANDED_IN, SubmissionStatus.WITH_TUTOR)]
    assert min(waiting) < now.date()
    assert working_days.between(now.date(), max(waiting), Division.SCOTLAND) in (14, 15)
    attempts = Counter(looking.exec(select(Attempt.submission_id)))
    assert all(attempts[work.id] == work.attempt_count for work in works)
    assert {work.attempt_count for work in works if work.status is SubmissionStatus.PASSED} == {1, 2}


def test_tasks_say_what_became_of_the_work(looking: Session) -> None:
    pairs = set(looking.exec(select(Submission.status, Task.status).join(Task, col(Task.id) == Submission.task_id)))
    assert pairs == {
        (SubmissionStatus.HANDED_IN, TaskStatus.HANDED_IN), (SubmissionStatus.WITH_TUTOR, TaskStatus.HANDED_IN),
        (SubmissionStatus.DECIDED, TaskStatus.HANDED_IN), (SubmissionStatus.REFERRED, TaskStatus.OPEN), (SubmissionStatus.PASSED, TaskStatus.DONE),
    }
    referred = looking.exec(
        select(Task, Decision)
        .join(Submission, col(Submission.task_id) == Task.id)
        .join(Attempt, col(Attempt.submission_id) == Submission.id)
        .join(Decision, col(Decision.attempt_id) == Attempt.id)
        .where(Submission.status == SubmissionStatus.REFERRED)
    ).all()
    assert all(task.due_at == decision.resubmit_by and task.due_version > 1 for task, decision in referred)


def test_decisions_follow_from_their_criteria_and_never_speak_of_failing(looking: Session) -> None:
    judged: dict[str, list[CriterionDecision]] = {}
    for row in looking.exec(select(CriterionDecision)):
        judged.setdefault(row.attempt_id, []).append(row)
    criteria = Counter(looking.exec(select(AssessmentCriterion.unit_id)))
    rows = looking.exec(
        select(Decision, Submission, Attempt)
        .join(Attempt, col(Attempt.id) == Decision.attempt_id)
        .join(Submission, col(Submission.id) == Attempt.submission_id)
    ).all()
    for decision, work, attempt in rows:
        assert len(judged[attempt.id]) == criteria[work.unit_id]
        assert (decision.outcome is Outcome.PASS) == all(row.is_met for row in judged[attempt.id])
        assert "fail" not in decision.comment.lower()
        assert attempt.handed_in_at < (attempt.opened_at or decision.decided_at) <= decision.decided_at <= (decision.released_at or decision.decided_at)
    assert not [row for found in judged.values() for row in found if re.search(r"\bfail", row.comment.lower()) or (not row.is_met and not row.comment)]
    assert sum(decision.released_at is None for decision, _, _ in rows) >= 10


def test_nothing_that_happened_lies_in_the_future(looking: Session, now: datetime) -> None:
    for moment in (Task.done_at, Attempt.handed_in_at, Attempt.opened_at, Decision.decided_at, Decision.released_at, Notice.sent_at, Notice.read_at):
        latest = looking.exec(select(func.max(moment))).one()
        assert latest <= now


def test_sam_has_something_of_everything(looking: Session, now: datetime) -> None:
    sam = looking.exec(select(Person).where(Person.email == "sam.okafor@northmoor.example")).one()
    tasks = looking.exec(select(Task).where(Task.person_id == sam.id)).all()
    assert [t.title for t in tasks if t.status is TaskStatus.OPEN and t.due_at < now] == ["Finish a full first draft of 701"]
    assert [t.title for t in tasks if t.status is TaskStatus.OPEN and 0 <= clock.days_between(now, t.due_at, sam.zone) <= 1] == [
        "Signpost the criteria in your 701 draft"
    ]
    soon = [t for t in tasks if t.kind is TaskKind.HAND_IN and t.status is TaskStatus.OPEN and 3 <= clock.days_between(now, t.due_at, sam.zone) <= 4]
    assert [t.title for t in soon] == ["Hand in 701 Strategic Leadership"]
    works = dict(looking.exec(select(Unit.code, Submission.status).join(Unit, col(Unit.id) == Submission.unit_id).where(Submission.person_id == sam.id)).all())
    assert works == {"702": SubmissionStatus.PASSED, "704": SubmissionStatus.HANDED_IN}
    tutor = looking.exec(select(Person.name).join(Enrolment, col(Enrolment.tutor_id) == Person.id).where(Enrolment.person_id == sam.id)).one()
    assert tutor == "Dr Helen Marsh"


@pytest.mark.parametrize("day", range(7))
def test_sam_is_as_well_provided_on_any_day_of_the_week(empty: Session, now: datetime, day: int) -> None:
    today = now + timedelta(days=day)
    pilot.lay_out(empty, participants=2, now=today)
    sam = empty.exec(select(Person).where(Person.name == "Sam Okafor")).one()
    open_tasks = empty.exec(select(Task).where(Task.person_id == sam.id, Task.status == TaskStatus.OPEN).order_by(col(Task.due_at))).all()
    assert [task.title for task in open_tasks if task.due_at < today] == ["Finish a full first draft of 701"]
    assert open_tasks[1].title == "Signpost the criteria in your 701 draft"
    assert clock.days_between(today, open_tasks[1].due_at, sam.zone) <= 2
    hand_in = next(task for task in open_tasks if task.kind is TaskKind.HAND_IN)
    assert 3 <= clock.days_between(today, hand_in.due_at, sam.zone) <= 5


def test_bells_are_not_empty_and_nothing_waits_to_be_sent(looking: Session) -> None:
    told = Counter(looking.exec(select(Notice.person_id).where(Notice.channel == Channel.BELL)))
    assert len(told) > 180
    assert set(looking.exec(select(Notice.state).distinct())) == {NoticeState.SENT}
    for notice in looking.exec(select(Notice)):
        assert notice.key == f"{notice.person_id}:{notice.subject_id}:{notice.rule}:{notice.due_version}:{notice.channel}"


def test_every_unit_in_it_has_criteria_and_a_brief_and_every_item_has_words(looking: Session) -> None:
    used = set(looking.exec(select(TimelineItem.unit_id).where(col(TimelineItem.unit_id).is_not(None))))
    assert used <= set(looking.exec(select(AssessmentCriterion.unit_id)))
    assert used <= set(looking.exec(select(Brief.unit_id)))
    items = looking.exec(select(TimelineItem)).all()
    assert all(item.why and len(item.text.split()) > 20 and item.minutes > 0 for item in items)
    assert all(100 <= len(item.text.split()) <= 250 for item in items if item.kind is TaskKind.READ)
    assert len({item.offset_working_days for item in items}) > 50


def test_the_same_seed_gives_the_same_pilot_and_another_one_another(empty: Session, database: db.Database, now: datetime) -> None:
    assert _told(empty, 3, now) == _told(empty, 3, now)
    assert _told(empty, 3, now) != _told(empty, 4, now)


def _told(session: Session, seed: int, now: datetime) -> Sequence[object]:
    """What a pilot says, without its ids; undone afterwards."""
    pilot.lay_out(session, seed=seed, participants=25, now=now)
    people = session.exec(select(Person.name, Person.email, Person.grade).order_by(col(Person.email))).all()
    tasks = session.exec(
        select(Person.email, Task.title, Task.due_at, Task.status, Task.done_at)
        .join(Person, col(Person.id) == Task.person_id)
        .order_by(col(Person.email), col(Task.position))
    ).all()
    works = session.exec(
        select(Person.email, Submission.status, Attempt.receipt, Attempt.number, Decision.comment)
        .join(Submission, col(Submission.person_id) == Person.id)
        .join(Attempt, col(Attempt.submission_id) == Submission.id)
        .join(Decision, col(Decision.attempt_id) == Attempt.id, isouter=True)
        .order_by(Attempt.receipt)
    ).all()
    session.rollback()
    return [*people, *tasks, *works]


def test_a_second_pilot_is_refused(empty: Session, now: datetime) -> None:
    pilot.lay_out(empty, participants=1, now=now)
    assert pilot.is_laid_out(empty)
    with pytest.raises(Refusal, match="The sample pilot is laid out already"):
        pilot.lay_out(empty, participants=1, now=now)


def test_many_participants_bring_more_groups_and_tutors(empty: Session, now: datetime) -> None:
    pilot.lay_out(empty, participants=400, now=now)
    assert _count(empty, Cohort) == 12
    assert Counter(empty.exec(select(RoleGrant.role)))[Role.TUTOR] == 16
    places = Counter(empty.exec(select(Enrolment.cohort_id)))
    assert max(places.values()) <= 40
