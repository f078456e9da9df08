"""Qualifications and their units as the awarding body publishes them, each fact with how sure we are of it."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, UniqueConstraint

from models.base import Record, document, words


class Size(StrEnum):
    AWARD = "award"
    CERTIFICATE = "certificate"
    DIPLOMA = "diploma"


class SyllabusVersion(Record, table=True):
    """One edition of a level's syllabus. A participant stays on the edition they were registered on."""

    code: str = Field(unique=True, max_length=32)
    title: str = Field(max_length=160)
    level: int
    framework: str = Field(default="RQF", max_length=8)
    status: str = Field(default="current", max_length=40)
    operational_start: date | None = None
    last_registration: date | None = None
    last_certification: date | None = None
    gaps: list[str] = document(list)


class Qualification(Record, table=True):
    """Level and size together. `rules` is the rules of combination as data; `confidence` marks each fact."""

    syllabus_version_id: str = Field(foreign_key="syllabus_version.id", index=True, max_length=26)
    code: str | None = Field(default=None, max_length=16)
    title: str = Field(unique=True, max_length=160)
    size: Size = Field(sa_type=words(Size))
    regulator_number: str | None = Field(default=None, max_length=24)
    rules: dict[str, object] = document()
    confidence: dict[str, str] = document()


class Unit(Record, table=True):
    """A building block of qualifications: one record, however many levels it counts towards."""

    code: str = Field(unique=True, max_length=16)
    title: str = Field(max_length=200)
    home_level: int
    credits: int
    tut_hours: int
    glh: int | None = None
    is_work_based_project: bool = False
    confidence: dict[str, str] = document()
    sources: list[str] = document(list)


class UnitUse(Record, table=True):
    """Where a unit counts: in which syllabus version, and in which of its groups."""

    __table_args__ = (UniqueConstraint("syllabus_version_id", "unit_id"),)
    syllabus_version_id: str = Field(foreign_key="syllabus_version.id", max_length=26)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=26)
    group: str | None = Field(default=None, max_length=8)
    is_mandatory: bool = False


class LearningOutcome(Record, table=True):
    """What is learnt."""

    __table_args__ = (UniqueConstraint("unit_id", "ref"),)
    unit_id: str = Field(foreign_key="unit.id", max_length=26)
    ref: str = Field(max_length=8)
    text: str = Field(max_length=600)
    position: int


class AssessmentCriterion(Record, table=True):
    """What is judged: met or not yet met. `is_plural` means at least two are asked for."""

    __table_args__ = (UniqueConstraint("unit_id", "ref"),)
    unit_id: str = Field(foreign_key="unit.id", max_length=26)
    outcome_id: str = Field(foreign_key="learning_outcome.id", index=True, max_length=26)
    ref: str = Field(max_length=8)
    command_verb: str = Field(max_length=60)
    text: str = Field(max_length=600)
    is_plural: bool = False
    position: int


class Brief(Record, table=True):
    """The assignment set for a unit, by version. Word limits belong to the version; going over is never refused."""

    __table_args__ = (UniqueConstraint("unit_id", "version"),)
    unit_id: str = Field(foreign_key="unit.id", max_length=26)
    version: int = 1
    title: str = Field(max_length=200)
    scenario: str = Field(max_length=4000)
    tasks: list[dict[str, object]] = document(list)
    min_words: int
    max_words: int
    tolerance_pct: int = 10
    confidence: dict[str, str] = document()
