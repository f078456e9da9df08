"""Who is asking: from a cookie to a person with their roles. The gate and the plain routes both ask here."""

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from models.people import Organisation, Person, Role, RoleGrant, SignIn
from vle_app import db, live, rows
from vle_app.clock import now as clock_now

_CACHE_SECONDS = 5.0
_CACHE_SIZE = 20_000
STAFF_IDLE = timedelta(hours=12)  # a shift: staff and force leads see other people's records
PARTICIPANT_IDLE = timedelta(days=3)  # over a rest day or two on one's own phone, and no longer
_TOKEN = re.compile(r"(?:^|;\s*)((?:__Host-)?vle)=([A-Za-z0-9_-]{43})(?=;|$)")
_cookies: tuple[str, ...] = ("__Host-vle", "vle")


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


def use_cookie(*names: str) -> None:
    """Believe these cookies alone, the first before the second.

    Over HTTPS a plain `vle` may have been planted from a neighbouring host; `__Host-vle` cannot be.
    """
    global _cookies
    _cookies = names


def token_in(cookie_header: str) -> str:
    """The sign-in token in a Cookie header, or the empty string."""
    found = dict(_TOKEN.findall(cookie_header))
    return next((found[name] for name in _cookies if name in found), "")


def idle_limit(roles: Iterable[Role]) -> timedelta:
    """How long a sign-in outlives the last thing its owner did: three days for somebody who is a participant only, else twelve hours."""
    return PARTICIPANT_IDLE if set(roles) <= {Role.PARTICIPANT} else STAFF_IDLE


def _found() -> rows.Statement:
    """Everything in one row, and made once: every page and every socket begins with this question."""
    owner = select(col(SignIn.person_id)).where(col(SignIn.token_digest) == bindparam("digest"))
    grants = select(col(RoleGrant.role), col(RoleGrant.organisation_id)).where(col(RoleGrant.person_id).in_(owner)).order_by(col(RoleGrant.id))
    return (
        select(
            col(Person.id), col(Person.name), col(Person.email), col(Person.zone), col(Organisation.id).label("organisation_id"),
            col(Organisation.name).label("organisation"), col(Organisation.monogram), col(Organisation.brand_hue), col(Organisation.brand_strength),
            col(SignIn.id).label("sign_in_id"), col(SignIn.seen_at), rows.gathered(grants, "grants"),
        )
        .select_from(Person)
        .join(SignIn, col(SignIn.person_id) == col(Person.id))
        .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .where(
            col(SignIn.token_digest) == bindparam("digest"), col(SignIn.ended_at).is_(None), col(SignIn.expires_at) > bindparam("now"), col(Person.is_active)
        )
    )


_FOUND = _found()


def find(session: Session, digest: str, now: datetime) -> Visitor | None:
    """The person whose sign-in has this token digest, unless it ended, expired, lay idle too long, or the person was switched off."""
    row = session.execute(_FOUND, {"digest": digest, "now": now}).first()
    if row is None:
        return None
    grants = tuple((Role(role), held_for) for role, held_for in row.grants)
    if row.seen_at + idle_limit(role for role, _ in grants) <= now:
        return None
    return Visitor(
        id=row.id, name=row.name, email=row.email, zone=row.zone, organisation_id=row.organisation_id, organisation=row.organisation,
        monogram=row.monogram, brand_hue=row.brand_hue, brand_strength=row.brand_strength, grants=grants, sign_in_id=row.sign_in_id,
    )


_cache: OrderedDict[str, tuple[float, Visitor | None]] = OrderedDict()
_forgotten = 0


def forget(topic: str = "") -> None:
    """Drop what is remembered of everybody. Heard as a listener, it does so when a sign-in ends or somebody's roles change."""
    global _forgotten
    if not topic or topic.startswith(live.SIGN_INS):
        _cache.clear()
        _forgotten += 1


async def who(cookie_header: str) -> Visitor | None:
    """The person behind a Cookie header, at most five seconds out of date; at once after a sign-in has ended."""
    token = token_in(cookie_header)
    if not token:
        return None
    digest = token_digest(token)
    known = _cache.get(digest)
    if known and known[0] > time.monotonic():
        return known[1]
    before = _forgotten
    visitor = await db.current().read(find, digest, clock_now())
    if before == _forgotten:  # else something ended while we read: what we read may be from before, so it is not kept
        _cache[digest] = (time.monotonic() + _CACHE_SECONDS, visitor)
    while len(_cache) > _CACHE_SIZE:
        _cache.popitem(last=False)
    return visitor
