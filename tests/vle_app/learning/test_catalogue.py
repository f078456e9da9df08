"""The catalogue: one record per unit, doubts kept beside facts, and no enrolling on what cannot be judged."""

import pytest
from sqlmodel import Session, SQLModel, col, select

from models.catalogue import AssessmentCriterion, Brief, LearningOutcome, Qualification, SyllabusVersion, Unit, UnitUse
from vle_app.errors import NotFound, Refusal
from vle_app.learning import catalogue

PILOT_UNITS = ("601", "612", "614", "701", "702", "703", "704", "8001V1", "8002V1", "8005V1")


def _unit(session: Session, code: str) -> Unit:
    return session.exec(select(Unit).where(Unit.code == code)).one()


def _uses(session: Session, code: str) -> dict[str, str | None]:
    rows = select(SyllabusVersion.code, UnitUse.group).join(SyllabusVersion, col(SyllabusVersion.id) == UnitUse.syllabus_version_id)
    return dict(session.exec(rows.where(UnitUse.unit_id == _unit(session, code).id)).all())


@pytest.mark.parametrize("code", ["607", "608", "609", "610", "612", "614"])
def test_a_level_6_unit_that_counts_at_level_7_is_one_record_with_two_uses(session: Session, code: str) -> None:
    catalogue.load(session)
    assert _unit(session, code).home_level == 6
    assert _uses(session, code) == {"L6-PMLP": None, "L7-SMLP": "B"}


def test_loading_twice_changes_nothing(session: Session) -> None:
    catalogue.load(session)
    kinds: tuple[type[SQLModel], ...] = (SyllabusVersion, Qualification, Unit, UnitUse, LearningOutcome, AssessmentCriterion, Brief)
    once = [sorted(str(row) for row in session.exec(select(kind))) for kind in kinds]
    catalogue.load(session)
    session.expire_all()
    assert [sorted(str(row) for row in session.exec(select(kind))) for kind in kinds] == once


def test_loading_corrects_facts_but_leaves_criteria_and_briefs_that_work_was_judged_by(session: Session) -> None:
    _unit(session, "701").credits = 99
    before = [criterion.text for criterion in session.exec(select(AssessmentCriterion).where(AssessmentCriterion.unit_id == _unit(session, "701").id))]
    catalogue.load(session)
    unit = _unit(session, "701")
    assert (unit.credits, unit.confidence["learning_outcomes"]) == (11, "illustrative")
    assert [criterion.text for criterion in session.exec(select(AssessmentCriterion).where(AssessmentCriterion.unit_id == unit.id))] == before
    assert session.exec(select(Brief.title).where(Brief.unit_id == unit.id)).all() == ["Leading when the answer is not known"]


def test_qualifications_keep_their_rules_and_how_sure_we_are(session: Session) -> None:
    catalogue.load(session)
    diploma = session.exec(select(Qualification).where(Qualification.code == "7D30")).one()
    assert (diploma.rules["min_credits"], diploma.rules["min_credits_by_group"], diploma.confidence) == (37, {"A": 30}, {"rules": "sourced"})
    level_8 = session.exec(select(SyllabusVersion).where(SyllabusVersion.code == "L8-SDL-2018")).one()
    assert "unit credits, GLH and the rules of combination are placeholders" in level_8.gaps


def test_a_replaced_edition_holds_the_units_whose_credits_are_known(session: Session) -> None:
    catalogue.load(session)
    assert _uses(session, "7009V1") == {"L7-SML-2018": None}
    assert _uses(session, "7013V1") == {"L8-SDL-2018": None, "L6-ML-2013": None, "L7-SML-2018": None}
    assert session.exec(select(Unit).where(Unit.code == "6001V1")).first() is None


@pytest.mark.parametrize("code", PILOT_UNITS)
def test_units_of_the_pilot_are_ready_and_their_brief_covers_every_criterion(session: Session, code: str) -> None:
    catalogue.load(session)
    unit = _unit(session, code)
    assert catalogue.is_ready(session, unit.id)
    assert catalogue.ready(session, unit.id) == unit
    brief = session.exec(select(Brief).where(Brief.unit_id == unit.id)).one()
    if brief.confidence:  # 701 of the cast has a brief of its own
        refs = session.exec(select(AssessmentCriterion.ref).where(AssessmentCriterion.unit_id == unit.id)).all()
        assert sorted(ref for task in brief.tasks for ref in task["criteria"]) == sorted(refs)  # type: ignore[attr-defined]
        assert brief.min_words <= sum(int(str(task["guide_words"])) for task in brief.tasks) <= brief.max_words
        assert brief.confidence["wording"] == "illustrative"


def test_a_unit_without_criteria_is_refused_by_name(session: Session) -> None:
    catalogue.load(session)
    unit = _unit(session, "707")
    assert not catalogue.is_ready(session, unit.id)
    with pytest.raises(Refusal, match="Unit 707, Organisational Design and Development, has no criteria or brief yet"):
        catalogue.ready(session, unit.id)


def test_a_unit_with_criteria_and_no_brief_is_not_ready_either(session: Session) -> None:
    catalogue.load(session)
    assert not catalogue.is_ready(session, _unit(session, "705").id)


def test_an_unknown_unit_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        catalogue.ready(session, "0" * 26)


@pytest.mark.parametrize(
    ("wording", "asks_for_two"),
    [
        ("which habits and abilities a leader must have if strategic aims are to be met", True),
        ("approaches to talent, succession and development", True),
        ("on own behaviours using evidence gathered from colleagues and results", True),
        ("a business case using at least two appraisal methods", True),
        ("the quality of the evidence behind a recent decision in own area", False),
        ("a dated plan for improving own practice, with measures of progress", False),
        ("how an organisation's setting, structure and governance bear on strategic leadership", False),
        ("the human effects of change, including resistance and wellbeing", True),
    ],
)
def test_a_criterion_is_plural_when_what_it_judges_is(wording: str, asks_for_two: bool) -> None:
    assert catalogue.is_plural(wording) is asks_for_two
