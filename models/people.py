"""Forces and other organisations, people, the roles they hold, and how they sign in."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, UniqueConstraint

from models.base import Record, moment, words


class OrganisationKind(StrEnum):
    PROVIDER = "provider"
    HOME_OFFICE = "home_office"
    DEVOLVED = "devolved"
    SPECIAL = "special"
    OVERSEAS = "overseas"


class Division(StrEnum):
    """Whose bank holidays an organisation keeps."""

    ENGLAND_AND_WALES = "england-and-wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


class Role(StrEnum):
    PARTICIPANT = "participant"
    TUTOR = "tutor"
    IQA = "iqa"
    CONCIERGE = "concierge"
    FORCE_LEAD = "force_lead"
    FINANCE = "finance"
    DIRECTOR = "director"


class IdentityProtection(StrEnum):
    STANDARD = "standard"
    RESTRICTED = "restricted"
    PROTECTED = "protected"


class Organisation(Record, table=True):
    """A force, or the provider itself. Brand hue and strength colour every page of its people."""

    name: str = Field(unique=True, max_length=120)
    short_code: str = Field(unique=True, max_length=12)
    kind: OrganisationKind = Field(sa_type=words(OrganisationKind))
    region: str = Field(default="", max_length=80)
    division: Division = Field(default=Division.ENGLAND_AND_WALES, sa_type=words(Division))
    zone: str = Field(default="Europe/London", max_length=64)
    monogram: str = Field(default="LL", max_length=3)
    brand_hue: int = 215
    brand_strength: float = 0.075
    welcome: str = Field(default="", max_length=600)
    is_sample: bool = False


class Person(Record, table=True):
    """Somebody who can sign in. `email` is stored in lower case."""

    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=120)
    alias: str = Field(default="", max_length=120)
    grade: str = Field(default="", max_length=80)
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)
    identity_protection: IdentityProtection = Field(default=IdentityProtection.STANDARD, sa_type=words(IdentityProtection))
    zone: str = Field(default="Europe/London", max_length=64)
    password_hash: str | None = Field(default=None, max_length=200)
    password_set_at: datetime | None = moment(default=None)
    is_active: bool = True
    is_sample: bool = False


class RoleGrant(Record, table=True):
    """One role, held for one organisation. Staff hold theirs for the provider, whose work spans every force."""

    __table_args__ = (UniqueConstraint("person_id", "role", "organisation_id"),)
    person_id: str = Field(foreign_key="person.id", max_length=26)
    role: Role = Field(sa_type=words(Role))
    organisation_id: str = Field(foreign_key="organisation.id", index=True, max_length=26)


class SignIn(Record, table=True):
    """One signed-in device. Only the digest of its token is kept; `ended_at` closes it for good."""

    person_id: str = Field(foreign_key="person.id", index=True, max_length=26)
    token_digest: str = Field(unique=True, max_length=64)
    device: str = Field(default="", max_length=120)
    seen_at: datetime = moment()
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(default=None)


class KnownDevice(Record, table=True):
    """A browser from which this person has signed in before: others' wrong guesses never lock it out."""

    __table_args__ = (UniqueConstraint("person_id", "device_digest"),)
    person_id: str = Field(foreign_key="person.id", max_length=26)
    device_digest: str = Field(max_length=64)
    seen_at: datetime = moment()


class FailedSignIn(Record, table=True):
    """A wrong guess. Digests only; rows are dropped after a day."""

    account_digest: str = Field(index=True, max_length=64)
    address_digest: str = Field(index=True, max_length=64)
    device_digest: str = Field(default="", max_length=64)
    at: datetime = moment(index=True)


class LinkPurpose(StrEnum):
    JOIN = "join"
    RESET = "reset"


class OneTimeLink(Record, table=True):
    """A link in an e-mail that a person uses once by pressing a button. Only its digest is kept."""

    person_id: str = Field(foreign_key="person.id", index=True, max_length=26)
    purpose: LinkPurpose = Field(sa_type=words(LinkPurpose))
    token_digest: str = Field(unique=True, max_length=64)
    made_by_id: str | None = Field(default=None, foreign_key="person.id", max_length=26)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)
