"""Work handed in and what was decided about it."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, Index, UniqueConstraint

from models.base import Record, document, moment, words


class SubmissionStatus(StrEnum):
    HANDED_IN = "handed_in"
    WITH_TUTOR = "with_tutor"
    DECIDED = "decided"
    REFERRED = "referred"
    PASSED = "passed"


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105  an outcome, no secret
    REFER = "refer"


class Submission(Record, table=True):
    """All of one participant's work for one unit's hand-in task. The latest attempt is number `attempt_count`."""

    __table_args__ = (Index("ix_submission_tutor_status_promised", "tutor_id", "status", "promised_on"),)
    task_id: str = Field(foreign_key="task.id", unique=True, max_length=26)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=26)
    tutor_id: str = Field(foreign_key="person.id", max_length=26)
    status: SubmissionStatus = Field(sa_type=words(SubmissionStatus))
    attempt_count: int = 0
    handed_in_at: datetime = moment()
    promised_on: date


class Attempt(Record, table=True):
    """One numbered, frozen try: what was declared, which brief, and a receipt code. Never changed after hand-in."""

    __table_args__ = (UniqueConstraint("submission_id", "number"),)
    submission_id: str = Field(foreign_key="submission.id", max_length=26)
    number: int
    brief_id: str = Field(foreign_key="brief.id", max_length=26)
    handed_in_at: datetime = moment()
    receipt: str = Field(unique=True, max_length=20)
    declarations: dict[str, object] = document()
    opened_at: datetime | None = moment(default=None)


class Decision(Record, table=True):
    """An assessor's outcome on one attempt. Provisional until `released_at`."""

    attempt_id: str = Field(foreign_key="attempt.id", unique=True, max_length=26)
    assessor_id: str = Field(foreign_key="person.id", index=True, max_length=26)
    outcome: Outcome = Field(sa_type=words(Outcome))
    comment: str = Field(max_length=8000)
    decided_at: datetime = moment()
    released_at: datetime | None = moment(default=None)
    resubmit_by: datetime | None = moment(default=None)


class CriterionDecision(Record, table=True):
    """Met or not yet met, for one criterion of one attempt."""

    __table_args__ = (UniqueConstraint("attempt_id", "criterion_id"),)
    attempt_id: str = Field(foreign_key="attempt.id", max_length=26)
    criterion_id: str = Field(foreign_key="assessment_criterion.id", index=True, max_length=26)
    is_met: bool
    comment: str = Field(default="", max_length=2000)
