"""Release: the one door through which a decision reaches its participant."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.assessment import Attempt, CriterionDecision, Decision, Outcome, Submission, SubmissionStatus
from models.catalogue import AssessmentCriterion, Unit
from models.people import Organisation, Person
from models.timeline import Task, TaskStatus
from vle_app import addresses, audit, clock, working_days
from vle_app.assessment import marking, submissions
from vle_app.errors import Refusal
from vle_app.lifecycle import Moves, move
from vle_app.notices import outbox
from vle_app.people.visitors import Visitor

RESUBMIT_WORKING_DAYS = 20
_MOVES: Moves = {SubmissionStatus.DECIDED: {SubmissionStatus.PASSED, SubmissionStatus.REFERRED}}
_OUT = "This feedback is out already: the participant has it."
_UNDECIDED = "Decide every criterion and the outcome first. Then there is something to release."
_ENDS = {Outcome.PASS: SubmissionStatus.PASSED, Outcome.REFER: SubmissionStatus.REFERRED}


def release(session: Session, me: Visitor, submission_id: str, *, now: datetime) -> None:
    """Let the participant read the decision. A pass finishes their task; a referral opens it again for 20 working days."""
    submission = marking.mine(session, me, submission_id)
    is_out = submission.status in _ENDS.values()
    move(submission.status, SubmissionStatus.PASSED, _MOVES, _OUT if is_out else _UNDECIDED)
    attempt = marking.latest(session, submission)
    decision = session.exec(select(Decision).where(Decision.attempt_id == attempt.id)).one()
    task = session.exec(select(Task).where(Task.id == submission.task_id).with_for_update()).one()
    if decision.outcome is Outcome.PASS:
        _check_all_met(session, submission, attempt)
        task.status, task.done_at = TaskStatus.DONE, now
    else:
        decision.resubmit_by = _open_again(session, submission, task, now)
    decision.released_at = now
    submission.status = _ENDS[decision.outcome]
    audit.record(session, me.id, "released", attempt, now=now, outcome=decision.outcome)
    unit = session.get_one(Unit, submission.unit_id)
    outbox.queue(
        session, submission.person_id, rule="feedback_ready", subject_id=attempt.id, title=f"Your feedback on {unit.code} is ready",
        body="Sign in to read it.", link=addresses.work(task.id), now=now,
    )
    submissions.tell(session, submission)


def _check_all_met(session: Session, submission: Submission, attempt: Attempt) -> None:
    """Refuse to pass unless every criterion that the unit has today is met."""
    met = select(CriterionDecision.criterion_id).where(CriterionDecision.attempt_id == attempt.id, col(CriterionDecision.is_met))
    criteria = session.exec(select(AssessmentCriterion.id).where(AssessmentCriterion.unit_id == submission.unit_id)).all()
    if not criteria or set(criteria) - set(session.exec(met).all()):
        raise Refusal("Not every criterion of this unit is met, so it cannot pass. Open the piece and decide the rest.")


def _open_again(session: Session, submission: Submission, task: Task, now: datetime) -> datetime:
    """The new date: 23:59 on the participant's own calendar. Raising the version lets every reminder speak of it afresh."""
    person = session.get_one(Person, submission.person_id)
    force = session.get_one(Organisation, submission.organisation_id)
    day = working_days.add(clock.local(now, person.zone).date(), RESUBMIT_WORKING_DAYS, force.division)
    task.due_at = clock.end_of(day, person.zone)
    task.due_version += 1
    task.status, task.done_at = TaskStatus.OPEN, None
    return task.due_at
