"""The pilot's programmes: what they consist of, their timelines, and the cohorts that are on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session, select

from models.catalogue import AssessmentCriterion, Brief, Qualification, Unit
from models.enrolments import Cohort
from models.people import Division
from models.programmes import Programme, TaskKind, TimelineItem
from vle_app.learning import catalogue, timeline
from vle_app.practice import pilot_calendar as calendar
from vle_app.practice.pilot_calendar import ZONE, working_day
from vle_app.practice.pilot_rows import Sheet, data

_AT_MOST = 40


class Marked(NamedTuple):
    """What marking a unit needs: its criteria as (id, reference), and the brief that is worked to."""

    id: str
    code: str
    title: str
    brief_id: str
    brief: str
    headings: tuple[str, ...]
    criteria: tuple[tuple[str, str], ...]


class Item(NamedTuple):
    """One line of a timeline."""

    id: str
    unit: Marked | None
    kind: TaskKind
    title: str
    why: str
    minutes: int
    offset: int
    position: int


@dataclass(slots=True)
class Course:
    """A programme as laid out."""

    id: str
    slug: str
    level: int
    syllabus_version_id: str
    units: list[Marked]
    items: list[Item]
    ends: int


@dataclass(slots=True)
class Group:
    """A cohort, the number of people to put in it, and the due dates of its items in each division, worked out once."""

    id: str
    course: Course
    starts_on: date
    size: int
    _dates: dict[Division, dict[int, datetime]] = field(default_factory=dict)

    def due(self, division: Division) -> dict[int, datetime]:
        """When each offset falls due for people of that division."""
        if division not in self._dates:
            offsets = [item.offset for item in self.course.items]
            self._dates[division] = timeline.due_dates(self.starts_on, offsets, zone=ZONE, division=division)
        return self._dates[division]


def lay_out(session: Session, sheet: Sheet, *, at: datetime) -> dict[str, Course]:
    """Write the programmes with their timelines, by slug. Every unit in them has been checked to be ready."""
    units: dict[str, Marked] = {}
    courses = {}
    for facts in data("house")["programmes"]:
        qualification = session.exec(select(Qualification).where(Qualification.title == facts["qualification"])).one()
        for code, _, _ in facts["units"]:
            units.setdefault(code, _marked(session, code))
        programme = sheet.add(
            Programme, at, slug=facts["slug"], title=facts["title"], summary=facts["summary"], qualification_id=qualification.id,
            unit_codes=[code for code, _, _ in facts["units"]], is_open=True,
        )
        lines = sorted(_lines(facts), key=lambda line: line[0])
        items = [_item(sheet, programme, units, line, position, at) for position, line in enumerate(lines, start=1)]
        own = [units[code] for code, _, _ in facts["units"]]
        courses[facts["slug"]] = Course(programme, facts["slug"], facts["level"], qualification.syllabus_version_id, own, items, facts["ends"])
    return courses


def cohorts(sheet: Sheet, courses: dict[str, Course], participants: int, today: date) -> list[Group]:
    """Write six cohorts at six points of their year; with many participants, as many groups of forty as it takes."""
    plans = data("house")["cohorts"]
    shares = sum(plan["share"] for plan in plans)
    ends = [round(participants * sum(plan["share"] for plan in plans[: n + 1]) / shares) for n in range(len(plans))]
    found = []
    for plan, first, last in zip(plans, [0, *ends], ends, strict=False):
        course, starts_on = courses[plan["programme"]], working_day(today, -plan["day"])
        count = max(1, -((first - last) // _AT_MOST))
        for number in range(count):
            size = (last - first) * (number + 1) // count - (last - first) * number // count
            name = f"Level {course.level}, {starts_on:%B %Y}" + (f", group {number + 1}" if count > 1 else "")
            made = sheet.add(
                Cohort, opened_at(starts_on), programme_id=course.id, name=name, starts_on=starts_on,
                ends_on=working_day(starts_on, course.ends), capacity=_AT_MOST,
            )
            found.append(Group(made, course, starts_on, size))
    return found


def opened_at(starts_on: date) -> datetime:
    """When a cohort's records were made: a working week before its first day."""
    return calendar.at(working_day(starts_on, -5), 600)


def _marked(session: Session, code: str) -> Marked:
    unit = catalogue.ready(session, session.exec(select(Unit.id).where(Unit.code == code)).one())
    brief = session.exec(select(Brief).where(Brief.unit_id == unit.id)).first()
    assert brief is not None  # noqa: S101  ready() has seen it
    criteria = session.exec(select(AssessmentCriterion).where(AssessmentCriterion.unit_id == unit.id)).all()
    known = tuple((criterion.id, criterion.ref) for criterion in sorted(criteria, key=lambda criterion: criterion.position))
    return Marked(unit.id, code, unit.title, brief.id, brief.title, tuple(str(task["title"]) for task in brief.tasks), known)


def _lines(facts: dict[str, Any]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Offset, unit code or nothing, and the words of each line of a programme's timeline."""
    common = data("common")
    for line in common["start"]:
        yield line["after"], "", line
    left_out = common["leave_out_of_four"] if len(facts["units"]) > 3 else []
    for code, first, last in facts["units"]:
        for offset, line in _unit_lines(data(f"units/{code}")["items"], common, first, last):
            if line["kind"] not in left_out:
                yield offset, code, line
    yield facts["ends"], "", common["end"]


def _unit_lines(own: list[dict[str, Any]], common: dict[str, Any], first: int, last: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """A unit's own lines spread over its weeks, then the tutorial, the draft, the signposts, the hand-in and the look back."""
    for share, line in zip(common["pace"]["shares"], own, strict=False):
        yield round(first + share * (last - first)), line
    yield round(first + common["book"]["share"] * (last - first)), common["book"]
    yield last - common["draft_before"], own[-1]
    for name in ("signpost", "hand_in", "survey"):
        yield last - common[name]["before"], common[name]


def _item(
    sheet: Sheet, programme: str, units: dict[str, Marked], line: tuple[int, str, dict[str, Any]], position: int, at: datetime
) -> Item:
    offset, code, facts = line
    unit = units.get(code)
    title = facts["title"].format(code=code, title=unit.title if unit else "")
    row = {"kind": TaskKind(facts["kind"]), "title": title, "why": facts["why"], "minutes": facts["minutes"], "position": position}
    made = sheet.add(
        TimelineItem, at, programme_id=programme, unit_id=unit.id if unit else None, text=facts["text"], offset_working_days=offset, **row
    )
    return Item(made, unit, row["kind"], title, facts["why"], facts["minutes"], offset, position)
