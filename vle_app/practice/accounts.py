"""The practice accounts: one for each role, the same in every pilot, offered on the sign-in page. Never in production."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from models.people import Person, Role
from vle_app.people.sign_ins import START_PAGES
from vle_app.practice.pilot_people import PASSPHRASE

_STANDING = {
    "sam.okafor@northmoor.example": Role.PARTICIPANT,
    "helen.marsh@leadershiplearning.example": Role.TUTOR,
    "lena.hughes@leadershiplearning.example": Role.IQA,
    "priya.nair@leadershiplearning.example": Role.CONCIERGE,
    "joanne.pike@northmoor.example": Role.FORCE_LEAD,
    "ruth.adeyemi@leadershiplearning.example": Role.FINANCE,
    "dawn.mercer@leadershiplearning.example": Role.DIRECTOR,
}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody to sign in as. Everybody else of the sample pilot has the same password."""

    role: Role
    name: str
    email: str
    password: str = field(repr=False)
    start_page: str


def accounts(session: Session) -> list[Account]:
    """One account for each role, participant first; none where no pilot is laid out."""
    people = session.exec(select(Person).where(col(Person.email).in_(_STANDING), col(Person.is_sample))).all()
    names = {person.email: person.name for person in people}
    return [Account(role, names[email], email, PASSPHRASE, START_PAGES[role]) for email, role in _STANDING.items() if email in names]
