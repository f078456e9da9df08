"""Marking: a tutor opens a piece, decides each criterion and the outcome. Provisional until it is released."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import false, true
from sqlmodel import Session, col, select

from models.assessment import Attempt, CriterionDecision, Decision, Outcome, Submission, SubmissionStatus
from models.catalogue import AssessmentCriterion
from models.people import Role
from vle_app import audit
from vle_app.assessment import given, submissions
from vle_app.errors import NotFound, Refusal, known_id
from vle_app.lifecycle import Moves, move
from vle_app.people.visitors import Visitor

SHORTEST_REFERRAL = 20
_MOVES: Moves = {
    SubmissionStatus.WITH_TUTOR: {SubmissionStatus.DECIDED},
    SubmissionStatus.DECIDED: {SubmissionStatus.DECIDED},
}
_REFUSED = {
    SubmissionStatus.HANDED_IN: "Open this piece before you decide it.",
    SubmissionStatus.PASSED: "This piece has passed and the feedback is out, so the decision stands.",
    SubmissionStatus.REFERRED: "The feedback on this attempt is out, so the decision stands. The next attempt has not arrived yet.",
}


def mine(session: Session, me: Visitor, submission_id: str) -> Submission:
    """A piece that is mine to mark, locked. Another tutor's is not found."""
    is_tutor = true() if me.has(Role.TUTOR) else false()
    found = select(Submission).where(Submission.id == known_id(submission_id), Submission.tutor_id == me.id, is_tutor)
    submission = session.exec(found.with_for_update()).first()
    if submission is None:
        raise NotFound("That piece of work")
    return submission


def latest(session: Session, submission: Submission) -> Attempt:
    """The attempt that counts now."""
    return session.exec(select(Attempt).where(Attempt.submission_id == submission.id, Attempt.number == submission.attempt_count)).one()


def open_work(session: Session, me: Visitor, submission_id: str, *, now: datetime) -> None:
    """Start on a piece: from now on its participant reads “With your tutor”. Opening it again changes nothing."""
    submission = mine(session, me, submission_id)
    if submission.status is not SubmissionStatus.HANDED_IN:
        return
    attempt = latest(session, submission)
    attempt.opened_at = now
    submission.status = SubmissionStatus.WITH_TUTOR
    audit.record(session, me.id, "opened", attempt, now=now)
    submissions.tell(session, submission)


def criteria_of(session: Session, unit_id: str) -> Sequence[AssessmentCriterion]:
    """A unit's criteria, in order."""
    return session.exec(select(AssessmentCriterion).where(AssessmentCriterion.unit_id == unit_id).order_by(col(AssessmentCriterion.position))).all()


def met_before(session: Session, submission: Submission) -> frozenset[str]:
    """Criteria met in a released decision on an earlier attempt: they stay met."""
    return frozenset(
        session.exec(
            select(CriterionDecision.criterion_id)
            .join(Attempt, col(Attempt.id) == CriterionDecision.attempt_id)
            .join(Decision, col(Decision.attempt_id) == Attempt.id)
            .where(Attempt.submission_id == submission.id, Attempt.number < submission.attempt_count)
            .where(col(CriterionDecision.is_met), col(Decision.released_at).is_not(None))
        )
    )


def decide(
    session: Session,
    me: Visitor,
    submission_id: str,
    attempt_number: int,
    decisions: Mapping[str, bool],
    comment: str,
    outcome: Outcome | str,
    *,
    now: datetime,
    criterion_comments: Mapping[str, str] | None = None,
) -> None:
    """Decide every criterion and the outcome of the attempt on the screen. Deciding again before release replaces it.

    Pass needs every criterion met; refer needs one that is not yet, and a comment of at least 20 characters.
    """
    submission = mine(session, me, submission_id)
    if type(attempt_number) is not int or attempt_number != submission.attempt_count:
        raise Refusal(f"Attempt {submission.attempt_count} is the latest, and this page shows another. Open the piece again; what you wrote is still here.")
    move(submission.status, SubmissionStatus.DECIDED, _MOVES, _REFUSED.get(submission.status, ""))
    criteria = criteria_of(session, submission.unit_id)
    decided = _each(criteria, met_before(session, submission), decisions)
    said = given.words(comment, "The comment", at_most=8000)
    remarks = _remarks(criteria, {} if criterion_comments is None else criterion_comments)
    result = _fitting(criteria, decided, outcome, said)
    attempt = latest(session, submission)
    is_first = _write_down(session, me, attempt, result, said, now)
    _write_criteria(session, attempt, decided, remarks)
    submission.status = SubmissionStatus.DECIDED
    audit.record(session, me.id, "decided" if is_first else "decided again", attempt, now=now, outcome=result, comment=said, criteria=sorted(decided.items()))
    submissions.tell(session, submission)


def _each(criteria: Sequence[AssessmentCriterion], stays_met: frozenset[str], decisions: Mapping[str, bool]) -> dict[str, bool]:
    """One answer for each criterion. Those met before need none, and cannot be taken back."""
    known = {criterion.id for criterion in criteria}
    if not isinstance(decisions, Mapping) or not all(key in known and isinstance(value, bool) for key, value in decisions.items()):
        raise Refusal("These are not this unit’s criteria. Open the piece again; what you wrote is still here.")
    if not criteria:
        raise Refusal("This unit has no criteria yet, so it cannot be decided. That is ours to put right.")
    reopened = [criterion.ref for criterion in criteria if criterion.id in stays_met and decisions.get(criterion.id) is False]
    if reopened:
        raise Refusal(f"What was met on an earlier attempt stays met: {_listed(reopened)}. Put that back to met.")
    open_still = [criterion.ref for criterion in criteria if criterion.id not in decisions and criterion.id not in stays_met]
    if open_still:
        raise Refusal(f"Decide every criterion first: {_listed(open_still)} {_are(open_still)} still open.")
    return {criterion.id: decisions.get(criterion.id, True) for criterion in criteria}


def _fitting(criteria: Sequence[AssessmentCriterion], decided: Mapping[str, bool], outcome: Outcome | str, said: str) -> Outcome:
    """The outcome, if it follows from the criteria and is explained."""
    if not isinstance(outcome, str) or outcome not in {choice.value for choice in Outcome}:
        raise Refusal("Choose pass or refer.")
    not_yet = [criterion.ref for criterion in criteria if not decided[criterion.id]]
    result = Outcome(outcome)
    if result is Outcome.PASS and not_yet:
        raise Refusal(f"{_listed(not_yet)} {_are(not_yet)} not yet met, so this piece cannot pass. Refer it, or change that.")
    if result is Outcome.REFER and not not_yet:
        raise Refusal("Every criterion is met, so there is nothing to refer. Choose pass, or mark what is not yet met.")
    if result is Outcome.REFER and len(said) < SHORTEST_REFERRAL:
        raise Refusal(f"Say what would meet the rest, in at least {SHORTEST_REFERRAL} characters. The participant works from this.")
    return result


def _remarks(criteria: Sequence[AssessmentCriterion], comments: Mapping[str, str]) -> dict[str, str]:
    known = {criterion.id: criterion.ref for criterion in criteria}
    if not isinstance(comments, Mapping) or not all(key in known for key in comments):
        raise Refusal("These are not this unit’s criteria. Open the piece again; what you wrote is still here.")
    return {key: given.words(value, f"The comment on {known[key]}", at_most=2000) for key, value in comments.items()}


def _write_down(session: Session, me: Visitor, attempt: Attempt, result: Outcome, said: str, now: datetime) -> bool:
    """The decision on this attempt, made or replaced; True when it is the first."""
    decision = session.exec(select(Decision).where(Decision.attempt_id == attempt.id)).first()
    if decision is None:
        session.add(Decision(attempt_id=attempt.id, assessor_id=me.id, outcome=result, comment=said, decided_at=now))
        return True
    decision.assessor_id, decision.outcome, decision.comment, decision.decided_at = me.id, result, said, now
    return False


def _write_criteria(session: Session, attempt: Attempt, decided: Mapping[str, bool], remarks: Mapping[str, str]) -> None:
    there = {row.criterion_id: row for row in session.exec(select(CriterionDecision).where(CriterionDecision.attempt_id == attempt.id))}
    for criterion_id, is_met in decided.items():
        row = there.get(criterion_id) or CriterionDecision(attempt_id=attempt.id, criterion_id=criterion_id, is_met=is_met)
        row.is_met, row.comment = is_met, remarks.get(criterion_id, row.comment)
        session.add(row)


def _listed(refs: Sequence[str]) -> str:
    """`1.2`, `1.2 and 2.1`, `1.2, 2.1 and 2.2`."""
    return refs[0] if len(refs) == 1 else f"{', '.join(refs[:-1])} and {refs[-1]}"


def _are(refs: Sequence[str]) -> str:
    return "is" if len(refs) == 1 else "are"
