"""A piece of Sam's work at each stage, brought there by the real actions. Helen Marsh is the tutor."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.assessment import Outcome, Submission
from models.catalogue import AssessmentCriterion
from models.timeline import Task
from tests import builders, cast
from vle_app.assessment import marking, releases, submissions

SIGNED: dict[str, object] = {"authentic": True, "safe_content": True, "ai_used": False, "ai_how": ""}
COMMENT = "Weigh what the health trust said: what changed because of your decision, and for whom?"


def handed_in(session: Session, now: datetime, who: str = "Sam Okafor") -> Submission:
    """Attempt 1 with one file, waiting for Helen."""
    task = builders.a_task(session, who, now + timedelta(days=4))
    builders.a_draft(session, task)
    submissions.hand_in(session, cast.visitor(session, who), task.id, declarations=SIGNED, now=now)
    session.commit()
    return session.exec(select(Submission).where(Submission.task_id == task.id)).one()


def again(session: Session, submission: Submission, now: datetime) -> None:
    """The next attempt, with a file of its own."""
    builders.a_draft(session, session.get_one(Task, submission.task_id), "701 second.docx")
    submissions.hand_in(session, cast.visitor(session, "Sam Okafor"), submission.task_id, declarations=SIGNED, now=now)
    session.commit()


def criteria(session: Session) -> dict[str, str]:
    """The ids of unit 701's criteria by ref."""
    return dict(session.exec(select(AssessmentCriterion.ref, AssessmentCriterion.id).order_by(col(AssessmentCriterion.position))).all())


def answers(session: Session, *not_yet: str) -> dict[str, bool]:
    """Met for every criterion but those."""
    return {criterion_id: ref not in not_yet for ref, criterion_id in criteria(session).items()}


def decided(session: Session, submission: Submission, now: datetime, *not_yet: str, comment: str = COMMENT) -> None:
    """Opened and decided by Helen: referred if any criterion is not yet met."""
    helen = cast.visitor(session, "Helen Marsh")
    marking.open_work(session, helen, submission.id, now=now)
    outcome = Outcome.REFER if not_yet else Outcome.PASS
    marking.decide(session, helen, submission.id, submission.attempt_count, answers(session, *not_yet), comment, outcome, now=now)
    session.commit()


def released(session: Session, submission: Submission, now: datetime, *not_yet: str) -> None:
    """Decided and released."""
    decided(session, submission, now, *not_yet)
    releases.release(session, cast.visitor(session, "Helen Marsh"), submission.id, now=now)
    session.commit()
