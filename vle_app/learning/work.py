"""Rows for one piece of work as its participant sees it: brief, draft, receipts, and feedback once it is released."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from models.assessment import Attempt, CriterionDecision, Decision, Outcome, Submission, SubmissionStatus
from models.catalogue import AssessmentCriterion, Brief, Unit
from models.enrolments import Enrolment
from models.people import Person
from models.programmes import TaskKind, TimelineItem
from models.records import StoredFile
from models.timeline import Task, TaskStatus
from vle_app import addresses, clock, files, names
from vle_app.errors import NotFound, known_id
from vle_app.learning import states
from vle_app.people.visitors import Visitor

PLURAL = "Plural: show at least two."
_WAITING = (SubmissionStatus.HANDED_IN, SubmissionStatus.WITH_TUTOR, SubmissionStatus.DECIDED)


@dataclass(frozen=True)
class FileRow:
    """A file with where to get it. `fingerprint` is its SHA-256 in groups of four."""

    id: str
    name: str
    size: str
    added: str
    href: str
    sha256: str
    fingerprint: str


@dataclass(frozen=True)
class BriefTask:
    """One part of a brief. `words` is a guide, never a limit."""

    title: str
    text: str
    words: str
    criteria: str


@dataclass(frozen=True)
class CriterionRow:
    """What is judged, and what was decided about it. Tone, icon and status are empty until feedback is out."""

    id: str
    ref: str
    verb: str
    text: str
    plural: str
    tone: str = ""
    icon: str = ""
    status: str = ""
    comment: str = ""


@dataclass(frozen=True)
class AttemptRow:
    """One attempt with its receipt. `comment` and `again_by` are empty until its feedback is out."""

    number: int
    receipt: str
    when: str
    files: list[FileRow]
    tone: str
    icon: str
    status: str
    released: str = ""
    comment: str = ""
    again_by: str = ""


@dataclass(frozen=True)
class WorkPage:
    """Everything on `/me/work/<id>`. `is_hand_in` is false for a task that is only ticked off; `text` is what it asks."""

    task_id: str
    title: str
    why: str
    text: str
    minutes: str
    is_hand_in: bool
    is_open: bool
    is_done: bool
    is_ready: bool
    tone: str
    icon: str
    status: str
    due: str
    tutor: str
    promised: str = ""
    unit_id: str = ""
    unit: str = ""
    brief: str = ""
    scenario: str = ""
    words: str = ""
    brief_tasks: list[BriefTask] = field(default_factory=list)
    criteria: list[CriterionRow] = field(default_factory=list)
    drafts: list[FileRow] = field(default_factory=list)
    attempts: list[AttemptRow] = field(default_factory=list)
    feedback: str = ""
    attempt_number: int = 1
    upload_to: str = ""


_MINE = (
    rows_of(Task, Unit, col(TimelineItem.text), col(Person.name), col(Person.alias), col(Person.identity_protection))
    .join(Enrolment, col(Enrolment.id) == col(Task.enrolment_id))
    .join(Person, col(Person.id) == col(Enrolment.tutor_id))
    .join(Unit, col(Unit.id) == col(Task.unit_id), isouter=True)
    .join(TimelineItem, col(TimelineItem.id) == col(Task.item_id), isouter=True)
    .where(col(Task.id) == bindparam("task"), col(Task.person_id) == bindparam("me"), col(Task.status) != TaskStatus.DROPPED)
)


def work(session: Session, me: Visitor, task_id: str, now: datetime) -> WorkPage:
    """My own task. Somebody else's, or one taken off the timeline, is not found. What is not released is never in it."""
    found = session.execute(_MINE, {"task": known_id(task_id), "me": me.id}).first()
    if found is None:
        raise NotFound("That piece of work")
    task, unit, text, *tutor = found
    is_hand_in = task.kind is TaskKind.HAND_IN
    submission = session.exec(select(Submission).where(Submission.task_id == task.id)).first() if is_hand_in else None
    attempts = _attempts(session, submission, me.zone) if submission else []
    criteria = _criteria(session, unit, submission) if is_hand_in else []
    brief = _brief(session, unit, submission) if is_hand_in else None
    drafts = _drafts(session, task.id) if is_hand_in else []
    state = states.of_task(task.status, submission.status if submission else None, bool(drafts), task.due_at, now, me.zone)
    is_open = task.status is TaskStatus.OPEN
    return WorkPage(
        task_id=task.id, title=task.title, why=task.why, text=text or "", minutes=states.minutes(task.minutes),
        is_hand_in=is_hand_in, is_open=is_open, is_done=task.status is TaskStatus.DONE, is_ready=bool(brief and criteria),
        tone=state.tone, icon=state.icon, status=state.words,
        due=clock.due_in_words(now, task.due_at, me.zone) if is_open else clock.said(task.due_at, me.zone),
        tutor=names.shown(*tutor), promised=_promised(submission, me.zone), unit_id=unit.id if unit else "", unit=f"{unit.code} {unit.title}" if unit else "",
        brief=brief.title if brief else "", scenario=brief.scenario if brief else "", words=brief_words(brief) if brief else "",
        brief_tasks=brief_parts(brief) if brief else [], criteria=criteria, drafts=[file_row(draft, me.zone) for draft in drafts], attempts=attempts,
        feedback=_feedback(criteria), attempt_number=(submission.attempt_count if submission else 0) + is_open,
        upload_to=addresses.upload(task.id) if is_open and is_hand_in else "",
    )


def file_row(stored: StoredFile, zone: str) -> FileRow:
    """A stored file as a line."""
    added = f"{clock.day(stored.created_at, zone)} at {clock.clock_time(stored.created_at, zone)}"
    fingerprint = " ".join(stored.sha256[at : at + 4] for at in range(0, len(stored.sha256), 4))
    return FileRow(stored.id, stored.name, files.megabytes(stored.size), added, addresses.file(stored.id), stored.sha256, fingerprint)


def brief_parts(brief: Brief) -> list[BriefTask]:
    """A brief's tasks, whatever the catalogue left out of them."""
    return [
        BriefTask(
            str(part.get("title", "")), str(part.get("text", "")), f"About {guide:,} words" if isinstance(guide := part.get("guide_words"), int) else "",
            ", ".join(str(ref) for ref in refs) if isinstance(refs := part.get("criteria"), list) else "",
        )
        for part in brief.tasks
    ]


def brief_words(brief: Brief) -> str:
    """`4,000 to 4,500 words`."""
    return f"{brief.min_words:,} to {brief.max_words:,} words"


def the_brief(session: Session, unit_id: str, submission_id: str = "") -> Brief | None:
    """The brief that counts: that of the first attempt, else the unit's newest."""
    first = select(Brief).join(Attempt, col(Attempt.brief_id) == Brief.id).where(Attempt.submission_id == submission_id).order_by(col(Attempt.number))
    kept = session.exec(first).first() if submission_id else None
    return kept or session.exec(select(Brief).where(Brief.unit_id == unit_id).order_by(col(Brief.version).desc())).first()


def moment_said(moment: datetime, zone: str) -> str:
    """`Thursday 26 November 2026 at 05:52`, for receipts."""
    return f"{clock.day(moment, zone)} {clock.local(moment, zone).year} at {clock.clock_time(moment, zone)}"


def _brief(session: Session, unit: Unit | None, submission: Submission | None) -> Brief | None:
    return the_brief(session, unit.id, submission.id if submission else "") if unit else None


def _drafts(session: Session, task_id: str) -> Sequence[StoredFile]:
    mine = select(StoredFile).where(StoredFile.task_id == task_id, col(StoredFile.attempt_id).is_(None))
    return session.exec(mine.order_by(col(StoredFile.id))).all()


def _promised(submission: Submission | None, zone: str) -> str:
    if submission is None or submission.status not in _WAITING:
        return ""
    return f"You will have feedback by {clock.day(clock.end_of(submission.promised_on, zone), zone)}. If that slips, we will tell you why before the day."


def _attempts(session: Session, submission: Submission, zone: str) -> list[AttemptRow]:
    """Newest first. An attempt whose feedback is not out shows where it is, and nothing of what was decided."""
    released = select(Attempt, Decision).join(Decision, (col(Decision.attempt_id) == Attempt.id) & col(Decision.released_at).is_not(None), isouter=True)
    found = session.exec(released.where(Attempt.submission_id == submission.id).order_by(col(Attempt.number).desc())).all()
    held: dict[str, list[FileRow]] = {attempt.id: [] for attempt, _ in found}
    for stored in session.exec(select(StoredFile).where(col(StoredFile.attempt_id).in_(held)).order_by(col(StoredFile.id))):
        held[str(stored.attempt_id)].append(file_row(stored, zone))
    return [_attempt(attempt, decision, held[attempt.id], submission, zone) for attempt, decision in found]


def _attempt(attempt: Attempt, decision: Decision | None, held: list[FileRow], submission: Submission, zone: str) -> AttemptRow:
    when = moment_said(attempt.handed_in_at, zone)
    if decision is None or decision.released_at is None:
        state = states.OF_WORK[submission.status]
        return AttemptRow(attempt.number, attempt.receipt, when, held, state.tone, state.icon, state.words)
    state = states.OF_WORK[SubmissionStatus.PASSED if decision.outcome is Outcome.PASS else SubmissionStatus.REFERRED]
    again_by = clock.day(decision.resubmit_by, zone) if decision.resubmit_by else ""
    released = moment_said(decision.released_at, zone)
    return AttemptRow(attempt.number, attempt.receipt, when, held, state.tone, state.icon, state.words, released, decision.comment, again_by)


def _criteria(session: Session, unit: Unit | None, submission: Submission | None) -> list[CriterionRow]:
    if unit is None:
        return []
    criteria = session.exec(select(AssessmentCriterion).where(AssessmentCriterion.unit_id == unit.id).order_by(col(AssessmentCriterion.position))).all()
    decided = _released(session, submission.id) if submission else {}
    return [criterion_row(criterion, decided.get(criterion.id)) for criterion in criteria]


def criterion_row(criterion: AssessmentCriterion, decided: CriterionDecision | None) -> CriterionRow:
    """A criterion with what was decided, or with nothing."""
    plural = PLURAL if criterion.is_plural else ""
    plain = (criterion.id, criterion.ref, criterion.command_verb, criterion.text, plural)
    return CriterionRow(*plain, *(states.MET if decided.is_met else states.NOT_YET), decided.comment) if decided else CriterionRow(*plain)


def _released(session: Session, submission_id: str) -> dict[str, CriterionDecision]:
    """The latest released decision on each criterion."""
    found = session.exec(
        select(CriterionDecision)
        .join(Attempt, col(Attempt.id) == CriterionDecision.attempt_id)
        .join(Decision, col(Decision.attempt_id) == Attempt.id)
        .where(Attempt.submission_id == submission_id, col(Decision.released_at).is_not(None))
        .order_by(col(Attempt.number))
    )
    return {row.criterion_id: row for row in found}


def _feedback(criteria: Sequence[CriterionRow]) -> str:
    """`7 of 9 are met, and stay met.`"""
    decided = [row for row in criteria if row.status]
    met = sum(row.status == states.MET.words for row in decided)
    if not decided:
        return ""
    return f"All {len(decided)} criteria are met." if met == len(decided) else f"{met} of {len(decided)} are met, and stay met."
