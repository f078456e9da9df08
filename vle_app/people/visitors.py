"""Who is asking: from a cookie to a person with their roles. The gate and the plain routes both ask here."""

import hashlib
import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.people import Organisation, Person, Role, RoleGrant, SignIn
from vle_app import db, live
from vle_app.clock import now as clock_now

_CACHE_SECONDS = 5.0
_CACHE_SIZE = 20_000
_TOKEN = re.compile(r"(?:^|;\s*)(?:__Host-)?vle=([A-Za-z0-9_-]{43})(?:;|$)")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in, as they were at most five seconds ago. `grants` pairs each role with the organisation it is held for."""

    id: str
    name: str
    email: str
    zone: str
    organisation_id: str
    organisation: str
    monogram: str
    brand_hue: int
    brand_strength: float
    grants: tuple[tuple[Role, str], ...]
    sign_in_id: str

    def has(self, *roles: Role) -> bool:
        """True if any of these roles is held, for whichever organisation."""
        return any(role in roles for role, _ in self.grants)

    def organisations(self, role: Role) -> frozenset[str]:
        """The organisations for which this role is held."""
        return frozenset(organisation for held, organisation in self.grants if held is role)


def token_digest(token: str) -> str:
    """What is stored of a sign-in token."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_in(cookie_header: str) -> str:
    """The sign-in token in a Cookie header, or the empty string."""
    found = _TOKEN.search(cookie_header)
    return found[1] if found else ""


def find(session: Session, digest: str, now: datetime) -> Visitor | None:
    """The person whose sign-in has this token digest, unless it ended, expired, or the person was switched off."""
    row = session.exec(
        select(Person, Organisation, SignIn)
        .join(SignIn, col(SignIn.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Person.organisation_id)
        .where(SignIn.token_digest == digest, col(SignIn.ended_at).is_(None), SignIn.expires_at > now, col(Person.is_active))
    ).first()
    if row is None:
        return None
    person, organisation, sign_in = row
    grants = session.exec(select(RoleGrant.role, RoleGrant.organisation_id).where(RoleGrant.person_id == person.id).order_by(col(RoleGrant.id))).all()
    return Visitor(
        id=person.id, name=person.name, email=person.email, zone=person.zone,
        organisation_id=organisation.id, organisation=organisation.name, monogram=organisation.monogram,
        brand_hue=organisation.brand_hue, brand_strength=organisation.brand_strength,
        grants=tuple((role, held_for) for role, held_for in grants), sign_in_id=sign_in.id,
    )


_cache: OrderedDict[str, tuple[float, Visitor | None]] = OrderedDict()


def forget(topic: str = "") -> None:
    """Drop what is remembered of everybody. Heard as a listener, it does so when a sign-in ends or somebody's roles change."""
    if not topic or topic.startswith(live.SIGN_INS):
        _cache.clear()


async def who(cookie_header: str) -> Visitor | None:
    """The person behind a Cookie header, at most five seconds out of date; at once after a sign-in has ended."""
    token = token_in(cookie_header)
    if not token:
        return None
    digest = token_digest(token)
    known = _cache.get(digest)
    if known and known[0] > time.monotonic():
        return known[1]
    visitor = await db.current().read(find, digest, clock_now())
    _cache[digest] = (time.monotonic() + _CACHE_SECONDS, visitor)
    while len(_cache) > _CACHE_SIZE:
        _cache.popitem(last=False)
    return visitor
