"""Handing in: a draft becomes a numbered, frozen attempt with a receipt."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.assessment import Attempt, Submission, SubmissionStatus
from models.catalogue import Brief, Unit
from models.enrolments import Enrolment, EnrolmentStatus
from models.notices import Channel
from models.people import Organisation, Person
from models.programmes import TaskKind
from models.records import StoredFile
from models.timeline import Task, TaskStatus
from vle_app import addresses, audit, clock, live, names, working_days
from vle_app.assessment import given
from vle_app.errors import NotFound, Refusal, known_id
from vle_app.learning import catalogue
from vle_app.lifecycle import Moves, move
from vle_app.notices import outbox
from vle_app.people.visitors import Visitor

PROMISE_WORKING_DAYS = 15
_MOVES: Moves = {TaskStatus.OPEN: {TaskStatus.HANDED_IN}}
_CLEAR = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter or figure that can be read as another
_REFUSED = {
    TaskStatus.HANDED_IN: "This is handed in already. Your receipt is on this page, and nothing was sent twice.",
    TaskStatus.DONE: "This piece has passed, so there is nothing more to hand in.",
}


def hand_in(session: Session, me: Visitor, task_id: str, *, declarations: Mapping[str, object], now: datetime) -> str:
    """Hand in the draft files of my own open task; the receipt. They are frozen, and feedback is promised within 15 working days.

    Needs both declarations (`authentic`, `safe_content`) and an answer on AI tools (`ai_used`, and `ai_how` where it is yes).
    """
    task = _my_task(session, me, task_id)
    move(task.status, TaskStatus.HANDED_IN, _MOVES, _REFUSED.get(task.status, "This task was taken off your timeline, so nothing can be handed in for it."))
    place = session.get_one(Enrolment, task.enrolment_id)
    if place.status is EnrolmentStatus.WITHDRAWN:
        raise Refusal("Your place on this programme has ended, so nothing can be handed in. Ask your concierge if that is wrong.")
    unit = session.get_one(Unit, task.unit_id)
    if not catalogue.is_ready(session, unit.id):
        raise Refusal(f"Unit {unit.code} has no criteria or no brief yet, so it cannot be handed in. That is ours to put right: your draft is kept.")
    drafts = session.exec(select(StoredFile).where(StoredFile.task_id == task.id, col(StoredFile.attempt_id).is_(None))).all()
    if not drafts:
        raise Refusal("There is no file here yet. Add one, then hand in.")
    signed = _signed(declarations)
    submission = _entered(session, task, place, now)
    attempt = Attempt(
        submission_id=submission.id, number=submission.attempt_count, brief_id=_brief(session, unit, submission),
        handed_in_at=now, receipt=_new_receipt(session, unit.code), declarations=signed,
    )
    session.add(attempt)
    session.flush()
    for draft in drafts:
        draft.attempt_id = attempt.id
    task.status = TaskStatus.HANDED_IN
    audit.record(session, me.id, "handed in", attempt, now=now, receipt=attempt.receipt, files=" ".join(sorted(draft.sha256 for draft in drafts)))
    outbox.withdraw(session, task.id, reason="already handed in", rules="task_")
    _inform(session, submission, attempt, unit, now)
    tell(session, submission)
    return attempt.receipt


def tell(session: Session, submission: Submission) -> None:
    """Everybody whose open page shows this piece of work hears of it after the commit."""
    for topic in (live.person(submission.person_id), live.marking(submission.tutor_id), live.force(submission.organisation_id), live.PROGRAMME):
        live.tell(session, topic)


def _my_task(session: Session, me: Visitor, task_id: str) -> Task:
    """Locked, so that of two browsers handing in at once the second finds it handed in."""
    mine = select(Task).where(Task.id == known_id(task_id), Task.person_id == me.id, Task.kind == TaskKind.HAND_IN, col(Task.unit_id).is_not(None))
    task = session.exec(mine.with_for_update()).first()
    if task is None:
        raise NotFound("That piece of work")
    return task


def _signed(declarations: Mapping[str, object]) -> dict[str, object]:
    if not isinstance(declarations, Mapping):
        raise Refusal("Sign both declarations to hand in. Your draft is kept.")
    if declarations.get("authentic") is not True:
        raise Refusal("Sign the first declaration to hand in. If part of it is not your own work, go back and show whose it is: your draft is kept.")
    if declarations.get("safe_content") is not True:
        raise Refusal("Sign the second declaration to hand in. If something in the file must come out first, go back: your draft is kept.")
    ai_used = declarations.get("ai_used")
    if not isinstance(ai_used, bool):
        raise Refusal("Say whether you used an AI tool. An honest yes does not count against you.")
    how = given.words(declarations.get("ai_how") or "", "What you wrote about AI tools", at_most=1000) if ai_used else ""
    if ai_used and not how:
        raise Refusal("Say in a sentence how you used the AI tool. An honest yes does not count against you.")
    return {"authentic": True, "safe_content": True, "ai_used": ai_used, "ai_how": how}


def _entered(session: Session, task: Task, place: Enrolment, now: datetime) -> Submission:
    """The submission of this task with one attempt more, made at the first."""
    submission = session.exec(select(Submission).where(Submission.task_id == task.id)).first()
    if submission is None:
        submission = Submission(
            task_id=task.id, person_id=task.person_id, organisation_id=place.organisation_id, unit_id=str(task.unit_id), tutor_id=place.tutor_id,
            status=SubmissionStatus.HANDED_IN, handed_in_at=now, promised_on=now.date(),
        )
        session.add(submission)
    submission.status = SubmissionStatus.HANDED_IN
    submission.tutor_id = place.tutor_id
    submission.attempt_count += 1
    submission.handed_in_at = now
    submission.promised_on = _promise(session.get_one(Organisation, place.organisation_id), now)
    session.flush()
    return submission


def _promise(force: Organisation, now: datetime) -> date:
    return working_days.add(clock.local(now, force.zone).date(), PROMISE_WORKING_DAYS, force.division)


def _brief(session: Session, unit: Unit, submission: Submission) -> str:
    """The brief of the first attempt counts for the later ones too; else the newest."""
    earlier = session.exec(select(Attempt.brief_id).where(Attempt.submission_id == submission.id).order_by(col(Attempt.number))).first()
    return earlier or session.exec(select(Brief.id).where(Brief.unit_id == unit.id).order_by(col(Brief.version).desc()).limit(1)).one()


def _new_receipt(session: Session, code: str) -> str:
    """Such as `R-701-8F2K-4T7N`: short enough to read out, and nobody else's."""
    while True:
        letters = "".join(secrets.choice(_CLEAR) for _ in range(8))
        receipt = f"R-{code[:8]}-{letters[:4]}-{letters[4:]}"
        if session.exec(select(Attempt.id).where(Attempt.receipt == receipt)).first() is None:
            return receipt


def _inform(session: Session, submission: Submission, attempt: Attempt, unit: Unit, now: datetime) -> None:
    person = session.get_one(Person, submission.person_id)
    tutor = session.get_one(Person, submission.tutor_id)
    told = names.shown(tutor.name, tutor.alias, tutor.identity_protection)
    day = clock.day(clock.end_of(submission.promised_on, person.zone), person.zone)
    outbox.queue(
        session, person.id, rule="receipt", subject_id=attempt.id, title=f"Handed in: {unit.code} {unit.title}, attempt {attempt.number}",
        body=f"Your receipt is {attempt.receipt}. {told} has been told. "
        f"You will have feedback by {day}. If that slips, we will tell you why before the day.",
        link=addresses.work(submission.task_id), now=now,
    )
    who = names.shown(person.name, person.alias, person.identity_protection)
    outbox.queue(
        session, tutor.id, rule="work_arrived", subject_id=attempt.id, title=f"{who} handed in {unit.code}, attempt {attempt.number}",
        body=f"You promised feedback by {day}.", link=addresses.marking(submission.id), channels=(Channel.BELL,), now=now,
    )
