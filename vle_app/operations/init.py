"""Going live: the answers that production needs, written to `.env`, and the first director, who invites everybody else."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import Session, select

from models.people import LinkPurpose, OneTimeLink, Role, RoleGrant
from vle_app import addresses
from vle_app.errors import Refusal
from vle_app.people import accounts, links, passwords
from vle_app.settings import MailSecurity


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask for one of the answers. Without a default it must be answered."""

    name: str
    words: str
    default: str | None = None
    is_secret: bool = False
    is_twice: bool = False


QUESTIONS = (
    Question("address", "The address that people will use, https://"),
    Question("organisation", "The name of your organisation"),
    Question("director_name", "First director, name"),
    Question("director_email", "First director, e-mail"),
    Question("director_password", "First director, password (empty for a link that works once)", "", is_secret=True, is_twice=True),
    Question("smtp_host", "Mail server, host"),
    Question("smtp_port", "Mail server, port", "587"),
    Question("smtp_security", "Mail server, security (starttls, tls or none)", "starttls"),
    Question("smtp_user", "Mail server, user (empty for none)", ""),
    Question("smtp_password", "Mail server, password (empty for none)", "", is_secret=True),
    Question("mail_from", "The address that messages come from"),
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, as typed. Without a password the director gets a link that works once."""

    address: str
    organisation: str
    director_name: str
    director_email: str
    director_password: str
    smtp_host: str
    smtp_port: str
    smtp_security: str
    smtp_user: str
    smtp_password: str
    mail_from: str
    database_url: str = ""
    data: str = "var"


def tidy_address(said: str) -> str:
    """`learn.example.org` as `https://learn.example.org`. Refuses plain http, a path, and what is no address."""
    with_scheme = said.strip().rstrip("/") if "://" in said else f"https://{said.strip().rstrip('/')}"
    parts = urlsplit(with_scheme)
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname or parts.path or parts.query or " " in with_scheme:
        raise Refusal("The address must be https:// and a name, such as https://learn.example.org, without anything after it.")
    return with_scheme


def check(answers: Answers) -> None:
    """Refuse what could not work, before anything is written."""
    tidy_address(answers.address)
    for what, value in (("The director's e-mail", answers.director_email), ("The sender's address", answers.mail_from)):
        if "@" not in value or " " in value:
            raise Refusal(f"{what} must be an e-mail address, such as name@example.org.")
    if not answers.director_name.strip() or not answers.organisation.strip():
        raise Refusal("Give the director's name and the organisation's name.")
    if not answers.smtp_port.isdecimal() or not 1 <= int(answers.smtp_port) <= 65535:
        raise Refusal("The mail server's port must be a number, most often 587 or 465.")
    if answers.smtp_security not in tuple(MailSecurity):
        raise Refusal("The mail server's security must be starttls, tls or none.")
    if answers.director_password:
        passwords.check(answers.director_password, (answers.director_name, answers.director_email, answers.organisation))


def _quoted(value: str) -> str:
    """A value as `.env` wants it: in single quotes, where # means itself, and with ${ written as a variable without a name, whose default is $."""
    if "\n" in value or "\r" in value:
        raise Refusal("An answer cannot have more than one line.")
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "${:-$}{") + "'"


def env_text(answers: Answers, secret: str) -> str:
    """The text of `.env`."""
    lines = {
        "VLE_ENV": "production",
        "VLE_PUBLIC_ADDRESS": tidy_address(answers.address),
        "VLE_SECRET": secret,
        "VLE_DATA": answers.data,
        "VLE_DATABASE_URL": answers.database_url,
        "VLE_TRUSTED_PROXIES": "1",
        "VLE_SMTP_HOST": answers.smtp_host,
        "VLE_SMTP_PORT": answers.smtp_port,
        "VLE_SMTP_SECURITY": answers.smtp_security,
        "VLE_SMTP_USER": answers.smtp_user,
        "VLE_SMTP_PASSWORD": answers.smtp_password,
        "VLE_MAIL_FROM": answers.mail_from,
    }
    written = "".join(f"{name}={_quoted(value)}\n" for name, value in lines.items() if value)
    return f"# Written by `vle init`. It holds secrets: keep it to yourself, and keep a copy of VLE_SECRET apart from the backups.\n{written}"


def write_env(path: Path, answers: Answers) -> None:
    """Write `.env`, readable by its owner alone from its first byte. A file that was there is kept as `.env.before`, and its secret lives on."""
    secret = _secret_in(path) or secrets.token_urlsafe(48)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as target:
        target.write(env_text(answers, secret))
    if path.exists():
        path.replace(path.with_name(f"{path.name}.before"))
    fresh.replace(path)


def _secret_in(path: Path) -> str:
    if not path.exists():
        return ""
    from dotenv import dotenv_values

    return dotenv_values(path).get("VLE_SECRET") or ""


def has_director(session: Session) -> bool:
    """True if there is a director already: then setting up again changes settings alone."""
    return session.exec(select(RoleGrant.id).where(RoleGrant.role == Role.DIRECTOR).limit(1)).first() is not None


def enter_director(session: Session, answers: Answers, *, now: datetime) -> str:
    """The first director; with no password chosen, the path of a link at which to choose one, good for seven days. Refused when there is one."""
    chosen = answers.director_password or secrets.token_urlsafe(32)
    person_id = accounts.first_director(
        session, email=answers.director_email, name=answers.director_name, password_hash=passwords.hash_of(chosen),
        organisation_name=answers.organisation, now=now,
    )
    if answers.director_password:
        return ""
    until = now + links.LASTS[LinkPurpose.JOIN]
    link = OneTimeLink(person_id=person_id, purpose=LinkPurpose.JOIN, token_digest=secrets.token_hex(32), expires_at=until, created_at=now)
    session.add(link)
    session.flush()
    return addresses.join(links.mint(session, link.id, now))
