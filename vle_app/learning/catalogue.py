"""The catalogue of qualifications: what the product knows of them, written into the database, and which units are ready to be taken."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from models.base import Record
from models.catalogue import AssessmentCriterion, Brief, LearningOutcome, Qualification, Size, SyllabusVersion, Unit, UnitUse
from vle_app.errors import NotFound, Refusal

_DATA = Path(__file__).parent / "data"
_JUDGED_ENDS = re.compile(r"\b(?:of|for|to|on|in|by|from|between|against|across|into|that|who|when|if|with|used|acting)\b")
_ONE = ("a ", "an ", "how ", "what ", "where ", "whether ", "why ")
_SINGULAR = {"analysis", "basis", "bias", "consensus", "crisis", "ethics", "focus", "means", "series", "status"}
T = TypeVar("T", bound=Record)
Facts = dict[str, Any]


@cache
def _read(name: str) -> Facts:
    facts: Facts = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return facts


def is_plural(wording: str) -> bool:
    """True if a criterion's wording asks for at least two of something. Only the thing judged counts, not what is said about it."""
    if "at least two" in wording:
        return True
    if wording.startswith(_ONE):
        return False
    judged = _JUDGED_ENDS.split(wording.removeprefix("on "), maxsplit=1)[0]
    names = [word for word in re.findall(r"[\w’']+", judged.lower()) if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "'s", "’s"))]
    return bool(set(names) - _SINGULAR)


def is_ready(session: Session, unit_id: str) -> bool:
    """True if the unit has criteria to judge by and a brief to work to."""
    criterion = session.exec(select(AssessmentCriterion.id).where(AssessmentCriterion.unit_id == unit_id).limit(1)).first()
    return criterion is not None and session.exec(select(Brief.id).where(Brief.unit_id == unit_id).limit(1)).first() is not None


def ready(session: Session, unit_id: str) -> Unit:
    """That unit, if somebody may be enrolled on it, be marked in it or pass it; else a refusal that names what it lacks."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("That unit")
    if not is_ready(session, unit_id):
        raise Refusal(f"Unit {unit.code}, {unit.title}, has no criteria or brief yet. Load the official specification, then enrol people on it.")
    return unit


def load(session: Session) -> None:
    """Write the catalogue. Doing it again brings titles, credits and rules up to date.

    Criteria and briefs that are already there stay as they are: work may have been judged by them.
    """
    catalogue, own = _read("catalogue.json"), _read("illustrative.json")
    units = {unit.code: unit for unit in session.exec(select(Unit))}
    for level in catalogue["levels"]:
        syllabus = _syllabus(session, level["syllabus_version"], level["level"], level["framework"], [*level["known_gaps"]])
        for facts in level["qualifications"]:
            _qualification(session, syllabus, facts)
        for facts in level["units"]:
            _unit(session, units, syllabus, facts, own)
    for facts in catalogue["legacy_syllabuses"]:
        _withdrawn(session, units, facts)
    session.flush()


def _kept(session: Session, kind: type[T], natural: Facts, facts: Facts) -> T:
    """The record with that natural key, made if need be, with these facts."""
    row = session.exec(select(kind).filter_by(**natural)).first()
    if row is None:
        row = kind(**natural, **facts)
        session.add(row)
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def _syllabus(session: Session, facts: Facts, level: int, framework: str, gaps: list[str]) -> SyllabusVersion:
    known = {name: facts[name] for name in ("title", "status", "operational_start", "last_registration", "last_certification")}
    noted = gaps + ([facts["note"]] if "note" in facts else [])
    syllabus = _kept(session, SyllabusVersion, {"code": facts["code"]}, {**known, "level": level, "framework": framework, "gaps": noted})
    session.flush()
    return syllabus


def _qualification(session: Session, syllabus: SyllabusVersion, facts: Facts) -> None:
    known = {name: facts[name] for name in ("code", "regulator_number", "rules", "confidence")}
    _kept(session, Qualification, {"title": facts["title"]}, {**known, "syllabus_version_id": syllabus.id, "size": Size(facts["size"])})


def _unit(session: Session, units: dict[str, Unit], syllabus: SyllabusVersion, facts: Facts, own: Facts) -> None:
    """One unit and its use in this syllabus. A unit of another level that counts here too is the same record with one more use."""
    code, is_borrowed = facts["code"], facts["criteria_status"].startswith("shared")
    if not (is_borrowed and code in units):
        known = {name: facts[name] for name in ("title", "home_level", "credits", "tut_hours", "glh", "sources")}
        confidence = {**facts["confidence"], "criteria": facts["criteria_status"], "word_count": facts["word_count"]["confidence"]}
        unit = _kept(session, Unit, {"code": code}, {**known, "confidence": confidence, "is_work_based_project": facts["work_based_project"]})
        session.flush()
        units[code] = unit
        _outcomes(session, unit, facts["learning_outcomes"] or own["learning_outcomes"].get(code, []))
        if code in own["briefs"]:
            _brief(session, unit, own["briefs"][code], facts["word_count"])
    _use(session, syllabus, units[code], facts["group"], facts["mandatory"])


def _use(session: Session, syllabus: SyllabusVersion, unit: Unit, group: str | None = None, is_mandatory: bool = False) -> None:
    _kept(session, UnitUse, {"syllabus_version_id": syllabus.id, "unit_id": unit.id}, {"group": group, "is_mandatory": is_mandatory})


def _outcomes(session: Session, unit: Unit, outcomes: list[Facts]) -> None:
    if session.exec(select(LearningOutcome.id).where(LearningOutcome.unit_id == unit.id).limit(1)).first():
        return
    position = 0
    for number, facts in enumerate(outcomes, start=1):
        outcome = LearningOutcome(unit_id=unit.id, ref=facts["ref"], text=facts["text"], position=number)
        session.add(outcome)
        session.flush()
        for criterion in facts["assessment_criteria"]:
            position += 1
            plural = is_plural(criterion["text"])
            session.add(AssessmentCriterion(unit_id=unit.id, outcome_id=outcome.id, position=position, is_plural=plural, **criterion))


def _brief(session: Session, unit: Unit, facts: Facts, words: Facts) -> None:
    if session.exec(select(Brief.id).where(Brief.unit_id == unit.id).limit(1)).first() is None:
        session.add(Brief(unit_id=unit.id, confidence={"wording": "illustrative", "word_count": words["confidence"]}, **facts))


def _withdrawn(session: Session, units: dict[str, Unit], facts: Facts) -> None:
    """An edition that has been replaced: participants may still be on it. Of its units only those whose credits are known are records."""
    known = facts.get("known_credit", {})
    gaps = [f"credits of {code} {title} are not known" for code, title in facts["units"] if code not in units and code not in known]
    row = {"title": facts["title"], "status": facts["status"], "level": facts["level"], "gaps": gaps}
    syllabus = _kept(session, SyllabusVersion, {"code": facts["code"]}, row)
    for code, title in facts["units"]:
        if code in known:
            sizes = {"credits": known[code]["credits"], "tut_hours": known[code]["credits"] * 10, "glh": known[code]["glh"]}
            origin = {"confidence": {"credits": "sourced"}, "sources": [known[code]["source"]]}
            units[code] = _kept(session, Unit, {"code": code}, {"title": title, "home_level": facts["level"], **sizes, **origin})
    session.flush()
    for unit in session.exec(select(Unit).where(col(Unit.code).in_([code for code, _ in facts["units"]]))):
        _use(session, syllabus, unit)
