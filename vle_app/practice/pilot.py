"""The sample pilot: ten forces, two hundred leaders, and everything they have done up to today. The same seed gives the same pilot."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from sqlmodel import Session

from models.people import Organisation, Role
from models.records import Setting
from vle_app import audit, clock
from vle_app.errors import Refusal
from vle_app.learning import catalogue
from vle_app.practice import pilot_calendar as calendar
from vle_app.practice import pilot_forces, pilot_programmes
from vle_app.practice.pilot_documents import Keep
from vle_app.practice.pilot_forces import Force
from vle_app.practice.pilot_marking import Desk
from vle_app.practice.pilot_notices import Post
from vle_app.practice.pilot_people import Crowd, Member
from vle_app.practice.pilot_programmes import Group
from vle_app.practice.pilot_refresh import SEED, age_in_days, is_laid_out, note, refresh
from vle_app.practice.pilot_rows import Sheet
from vle_app.practice.pilot_work import Timelines

__all__ = ["age_in_days", "is_laid_out", "lay_out", "refresh"]
_CHUNK = 250
_SAMS_PROGRAMME = "level-7-diploma"
_BEGAN = -140  # working days: when the pilot's organisations and staff were entered


def lay_out(session: Session, *, seed: int = 1, participants: int = 200, now: datetime, keep: Keep | None = None) -> None:
    """Write the catalogue and the whole pilot, with dates around `now`. Refused where there is a pilot already.

    `keep` receives each file's id and bytes; without it the records are written and no bytes are kept. Nothing is sent to anybody.
    """
    if is_laid_out(session):
        raise Refusal("The sample pilot is laid out already. Use “vle seed --refresh” to bring its dates up to today.")
    rng = Random(seed)  # noqa: S311  a pilot is not a secret
    catalogue.load(session)
    today = calendar.first_day(now)
    at = calendar.at(calendar.working_day(today, _BEGAN), 600)
    sheet = Sheet(session)
    provider, forces = pilot_forces.lay_out(sheet, at=at)
    crowd = Crowd(sheet, rng, at)
    staff = crowd.staff(provider, participants)
    for force in forces:
        crowd.lead(force)
    courses = pilot_programmes.lay_out(session, sheet, at=at)
    groups = _with_sam(pilot_programmes.cohorts(sheet, courses, participants, today))
    timelines, post = Timelines(sheet, Desk(sheet, rng, keep), rng, now), Post(sheet, rng, now)
    for number, (person, tutor, group) in enumerate(_places(rng, crowd, forces, staff[Role.TUTOR], groups), start=1):
        post.tell(person, tutor, timelines.lay_out(person, tutor, group))
        if number % _CHUNK == 0:
            sheet.write()
    sheet.write()
    session.add(Setting(key=SEED, value=str(seed)))
    note(session, on=clock.local(now, calendar.ZONE).date(), at=now)
    audit.record(session, "", "laid out the sample pilot", session.get_one(Organisation, provider.id), now=now, seed=seed, participants=participants)
    session.flush()


def _with_sam(groups: list[Group]) -> list[Group]:
    """The same groups; in a very small pilot somebody makes room for Sam."""
    his = next(group for group in groups if group.course.slug == _SAMS_PROGRAMME)
    if not his.size:
        max(groups, key=lambda group: group.size).size -= 1
        his.size = 1
    return groups


def _places(rng: Random, crowd: Crowd, forces: list[Force], tutors: list[Member], groups: list[Group]) -> Iterator[tuple[Member, Member, Group]]:
    """Everybody with their tutor and cohort. Sam is the first of the first group on his programme, and Dr Helen Marsh is his tutor."""
    is_sam_placed, turn = False, 0
    for group in groups:
        for _ in range(group.size):
            if not is_sam_placed and group.course.slug == _SAMS_PROGRAMME:
                is_sam_placed = True
                yield crowd.sam(forces[0]), tutors[0], group
                continue
            turn += 1
            yield crowd.participant(rng.choice(forces), group.course.level), tutors[turn % len(tutors)], group
