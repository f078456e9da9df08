"""The pilot's people: staff, force leads and participants, all invented, all signing in with one passphrase."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from random import Random

from models.people import IdentityProtection, Person, Role, RoleGrant
from vle_app import names
from vle_app.people import passwords
from vle_app.practice.pilot_calendar import ZONE
from vle_app.practice.pilot_forces import Force
from vle_app.practice.pilot_rows import Sheet, data

PASSPHRASE = "practice makes progress"  # noqa: S105  known to everybody, and that is the point
SAM = "Sam Okafor"
_ALIASES = ("Alex", "Ash", "Charlie", "Drew", "Frankie", "Jamie", "Jo", "Kit", "Morgan", "Robin", "Sandy", "Terry")
_TREES = ("Alder", "Aspen", "Bramble", "Cedar", "Hawthorn", "Hazel", "Juniper", "Larch", "Maple", "Rowan", "Willow", "Yew")
_A_TUTOR_TAKES = 25
_SHIELDED_EVERY = 34


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the pilot. `name` is the one that others see."""

    id: str
    name: str
    force: Force

    @property
    def first(self) -> str:
        return names.first(self.name)

    @property
    def surname(self) -> str:
        """For file names: small letters, no accents."""
        return _plain(self.name.split()[-1])


class Crowd:
    """Writes people, each with a name and an e-mail that nobody else has."""

    def __init__(self, sheet: Sheet, rng: Random, at: datetime) -> None:
        house = data("house")
        self._sheet, self._rng, self._at = sheet, rng, at
        self._hash = passwords.hash_of(PASSPHRASE)
        self._grades = house["grades"]
        self._groups = data("names")
        self._weights = [group["weight"] for group in self._groups]
        self._taken = {SAM, *(_untitled(person["name"]) for person in house["staff"]), *(force["lead"] for force in house["forces"])}
        self._emails: set[str] = set()
        self._joined = 0

    def staff(self, provider: Force, participants: int) -> dict[Role, list[Member]]:
        """The provider's people. Beyond a pilot's two hundred there is a tutor for every 25 participants."""
        found: dict[Role, list[Member]] = {}
        for person in data("house")["staff"]:
            role = Role(person["role"])
            found.setdefault(role, []).append(self._enter(person["name"], person["grade"], provider, role))
        while len(found[Role.TUTOR]) < participants // _A_TUTOR_TAKES:
            found[Role.TUTOR].append(self._enter(self._new_name(), "Tutor and assessor", provider, Role.TUTOR))
        return found

    def lead(self, force: Force) -> Member:
        """The force's learning lead."""
        return self._enter(force.lead, force.lead_grade, force, Role.FORCE_LEAD)

    def participant(self, force: Force, level: int) -> Member:
        """One more. Every thirty-fourth has a protected or restricted identity, and a name to be known by."""
        self._joined += 1
        grade = self._rng.choice(self._grades[str(level)])
        if self._joined % _SHIELDED_EVERY:
            return self._enter(self._new_name(), grade, force, Role.PARTICIPANT)
        is_protected = self._joined % (_SHIELDED_EVERY * 2) == 0
        protection = IdentityProtection.PROTECTED if is_protected else IdentityProtection.RESTRICTED
        return self._enter(self._new_name(), grade, force, Role.PARTICIPANT, protection, self._new_alias())

    def sam(self, force: Force) -> Member:
        """The participant whom every newcomer meets."""
        return self._enter(SAM, "Chief Inspector", force, Role.PARTICIPANT)

    def _enter(
        self, name: str, grade: str, force: Force, role: Role, protection: IdentityProtection = IdentityProtection.STANDARD, alias: str = ""
    ) -> Member:
        made = self._sheet.add(
            Person, self._at, email=self._email(alias or name, force), name=name, alias=alias, grade=grade, organisation_id=force.id,
            identity_protection=protection, zone=ZONE, password_hash=self._hash, password_set_at=self._at, is_active=True, is_sample=True,
        )
        self._sheet.add(RoleGrant, self._at, person_id=made, role=role, organisation_id=force.id)
        return Member(made, alias or name, force)

    def _email(self, name: str, force: Force) -> str:
        parts = _untitled(name).split()
        stem = f"{_plain(parts[0])}.{_plain(''.join(parts[1:]))}"
        email, number = f"{stem}@{force.domain}", 2
        while email in self._emails:
            email, number = f"{stem}{number}@{force.domain}", number + 1
        self._emails.add(email)
        return email

    def _new_name(self) -> str:
        """A name that nobody here has yet; once they grow scarce, with an initial between."""
        for tries in range(1000):
            group = self._rng.choices(self._groups, self._weights)[0]
            middle = f"{self._rng.choice('ABCDEFGHJKLMNPRSTW')} " if tries > 30 else ""
            name = f"{self._rng.choice(group['first'])} {middle}{self._rng.choice(group['last'])}"
            if name not in self._taken:
                self._taken.add(name)
                return name
        raise ValueError("the pilot has no more names for so many people")

    def _new_alias(self) -> str:
        free = [alias for alias in (f"{a} {tree}" for a in _ALIASES for tree in _TREES) if alias not in self._taken]
        alias = self._rng.choice(free) if free else f"{self._rng.choice(_ALIASES)} {self._new_name().split()[-1]}"
        self._taken.add(alias)
        return alias


def _untitled(name: str) -> str:
    return name.removeprefix("Dr ")


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", bare.lower())
