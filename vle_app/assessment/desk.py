"""The marking desk: one piece of work with everything a tutor needs to decide it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import false, true
from sqlmodel import Session, col, select

from models.assessment import Attempt, CriterionDecision, Decision, Outcome, Submission, SubmissionStatus
from models.catalogue import Unit
from models.people import Organisation, Person, Role
from models.records import StoredFile
from vle_app import clock, names
from vle_app.assessment import marking, promises
from vle_app.errors import NotFound, known_id
from vle_app.learning import states, work
from vle_app.learning.work import BriefTask, FileRow
from vle_app.people.visitors import Visitor


@dataclass(frozen=True)
class DeskCriterion:
    """One criterion in hand. `decision` is `met`, `not_yet` or empty; `is_settled` says that it was met before and stays met."""

    id: str
    ref: str
    verb: str
    text: str
    plural: str
    decision: str
    comment: str
    is_settled: bool
    before: str


@dataclass(frozen=True)
class DeskAttempt:
    """One attempt, newest first; `outcome` and `comment` are of its decision, released or not."""

    number: int
    when: str
    receipt: str
    files: list[FileRow]
    ai: str
    outcome: str
    tone: str
    icon: str
    comment: str


@dataclass(frozen=True)
class Desk:
    """Everything on `/tutor/marking/<id>`."""

    id: str
    who: str
    force: str
    unit: str
    title: str
    attempt: int
    status: str
    tone: str
    icon: str
    promised: str
    left: str
    brief: str
    scenario: str
    words: str
    brief_tasks: list[BriefTask]
    criteria: list[DeskCriterion]
    attempts: list[DeskAttempt]
    is_marking: bool
    is_decided: bool
    is_released: bool
    outcome: str
    comment: str
    declared: str
    left_tone: str = "off"


def desk(session: Session, me: Visitor, submission_id: str, now: datetime) -> Desk:
    """A piece that is mine to mark. Another tutor's is not found."""
    is_mine = (Submission.id == known_id(submission_id), Submission.tutor_id == me.id, true() if me.has(Role.TUTOR) else false())
    submission = session.exec(select(Submission).where(*is_mine)).first()
    if submission is None:
        raise NotFound("That piece of work")
    person, force = session.get_one(Person, submission.person_id), session.get_one(Organisation, submission.organisation_id)
    unit, brief = session.get_one(Unit, submission.unit_id), work.the_brief(session, submission.unit_id, submission.id)
    pairs = session.exec(
        select(Attempt, Decision).join(Decision, col(Decision.attempt_id) == Attempt.id, isouter=True)
        .where(Attempt.submission_id == submission.id).order_by(col(Attempt.number).desc())
    ).all()
    current, decision = pairs[0]
    state = states.OF_WORK[submission.status]
    left, left_tone = promises.left(clock.local(now, me.zone).date(), submission.promised_on, force.division)
    return Desk(
        id=submission.id, who=names.shown(person.name, person.alias, person.identity_protection), force=force.name, unit=unit.code, title=unit.title,
        attempt=submission.attempt_count, status=state.words, tone=state.tone, icon=state.icon,
        promised=clock.day(clock.end_of(submission.promised_on, me.zone), me.zone),
        left=left, left_tone=left_tone,
        brief=brief.title if brief else "", scenario=brief.scenario if brief else "", words=work.brief_words(brief) if brief else "",
        brief_tasks=work.brief_parts(brief) if brief else [], criteria=_criteria(session, submission, current),
        attempts=_attempts(session, list(pairs), person, me.zone),
        is_marking=submission.status in (SubmissionStatus.WITH_TUTOR, SubmissionStatus.DECIDED), is_decided=submission.status is SubmissionStatus.DECIDED,
        is_released=submission.status in (SubmissionStatus.PASSED, SubmissionStatus.REFERRED),
        outcome=decision.outcome if decision else "", comment=decision.comment if decision else "", declared=_declared(current),
    )


def _criteria(session: Session, submission: Submission, current: Attempt) -> list[DeskCriterion]:
    """What is decided on this attempt; what was met before is met already."""
    settled = marking.met_before(session, submission)
    now_decided = {row.criterion_id: row for row in session.exec(select(CriterionDecision).where(CriterionDecision.attempt_id == current.id))}
    before = _before(session, submission)
    listed = []
    for criterion in marking.criteria_of(session, submission.unit_id):
        row, is_settled, earlier = now_decided.get(criterion.id), criterion.id in settled, before.get(criterion.id)
        decision = ("met" if row.is_met else "not_yet") if row else "met" if is_settled else ""
        listed.append(DeskCriterion(
            id=criterion.id, ref=criterion.ref, verb=criterion.command_verb, text=criterion.text, plural=work.PLURAL if criterion.is_plural else "",
            decision=decision, comment=row.comment if row else "", is_settled=is_settled,
            before="" if earlier is None else f"{'Met' if earlier.is_met else 'Not yet'} before. {earlier.comment}".strip(),
        ))
    return listed


def _before(session: Session, submission: Submission) -> dict[str, CriterionDecision]:
    """The latest decision on each criterion from earlier attempts."""
    found = select(CriterionDecision).join(Attempt, col(Attempt.id) == CriterionDecision.attempt_id)
    earlier = found.where(Attempt.submission_id == submission.id, Attempt.number < submission.attempt_count).order_by(col(Attempt.number))
    return {row.criterion_id: row for row in session.exec(earlier)}


def _attempts(session: Session, pairs: list[tuple[Attempt, Decision | None]], person: Person, zone: str) -> list[DeskAttempt]:
    held: dict[str, list[FileRow]] = {attempt.id: [] for attempt, _ in pairs}
    receipts = {attempt.id: attempt.receipt for attempt, _ in pairs}
    for stored in session.exec(select(StoredFile).where(col(StoredFile.attempt_id).in_(held)).order_by(col(StoredFile.id))):
        files = held[str(stored.attempt_id)]
        plain = f"{receipts[str(stored.attempt_id)]}-{len(files) + 1}"
        files.append(replace(work.file_row(stored, zone), name=names.file_shown(stored.name, person.identity_protection, plain)))
    return [_attempt(attempt, decision, held[attempt.id], zone) for attempt, decision in pairs]


def _attempt(attempt: Attempt, decision: Decision | None, held: list[FileRow], zone: str) -> DeskAttempt:
    ends = {Outcome.PASS: SubmissionStatus.PASSED, Outcome.REFER: SubmissionStatus.REFERRED}
    state = states.OF_WORK[ends[decision.outcome]] if decision else states.TO_DECIDE
    return DeskAttempt(
        attempt.number, work.moment_said(attempt.handed_in_at, zone), attempt.receipt, held, _ai(attempt),
        state.words, state.tone, state.icon, decision.comment if decision else "",
    )


def _ai(attempt: Attempt) -> str:
    return f"AI tools used: {attempt.declarations.get('ai_how')}" if attempt.declarations.get("ai_used") else "No AI tool was used."


def _declared(attempt: Attempt) -> str:
    return "Declared as own work, naming no victim, suspect or colleague, and not above OFFICIAL." if attempt.declarations.get("authentic") else ""
