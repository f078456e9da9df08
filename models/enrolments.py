"""Who is on what: cohorts, and each participant's enrolment in one."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, UniqueConstraint

from models.base import Record, words


class EnrolmentStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    ACHIEVED = "achieved"


class Cohort(Record, table=True):
    """People starting a programme together; several forces may share one."""

    programme_id: str = Field(foreign_key="programme.id", index=True, max_length=26)
    name: str = Field(unique=True, max_length=80)
    starts_on: date
    ends_on: date
    capacity: int


class Enrolment(Record, table=True):
    """A participant's place: cohort, syllabus version and tutor. `organisation_id` is the force at enrolment, which its lead may see."""

    __table_args__ = (UniqueConstraint("person_id", "cohort_id"),)
    person_id: str = Field(foreign_key="person.id", max_length=26)
    cohort_id: str = Field(foreign_key="cohort.id", index=True, max_length=26)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    syllabus_version_id: str = Field(foreign_key="syllabus_version.id", max_length=26)
    tutor_id: str = Field(foreign_key="person.id", index=True, max_length=26)
    status: EnrolmentStatus = Field(default=EnrolmentStatus.ACTIVE, sa_type=words(EnrolmentStatus))
    started_on: date


class EnrolmentUnit(Record, table=True):
    """A unit that this participant takes."""

    __table_args__ = (UniqueConstraint("enrolment_id", "unit_id"),)
    enrolment_id: str = Field(foreign_key="enrolment.id", max_length=26)
    unit_id: str = Field(foreign_key="unit.id", index=True, max_length=26)
    position: int
