"""The pilot's organisations: ten forces that do not exist, and the provider."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.people import Division, Organisation, OrganisationKind
from vle_app.practice.pilot_rows import Sheet, data


@dataclass(frozen=True, slots=True)
class Force:
    """One of them, as the rest of the pilot needs it."""

    id: str
    name: str
    domain: str
    division: Division
    lead: str
    lead_grade: str


def lay_out(sheet: Sheet, *, at: datetime) -> tuple[Force, list[Force]]:
    """Write the provider and the forces."""
    house = data("house")
    return _organisation(sheet, house["provider"], at), [_organisation(sheet, facts, at) for facts in house["forces"]]


def _organisation(sheet: Sheet, facts: dict[str, Any], at: datetime) -> Force:
    row = {name: facts[name] for name in ("name", "short_code", "monogram", "region", "welcome")}
    made = sheet.add(
        Organisation, at, **row, kind=OrganisationKind(facts["kind"]), division=Division(facts["division"]), zone="Europe/London",
        brand_hue=facts["hue"], brand_strength=facts["strength"], is_sample=True,
    )
    return Force(made, facts["name"], facts["domain"], Division(facts["division"]), facts.get("lead", ""), facts.get("lead_grade", ""))
