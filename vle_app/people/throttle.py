"""How often somebody may guess a password: ten times in five minutes for each account, and slowly where one address tries many accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import func, text
from sqlmodel import Session, col, delete, select

from models.people import FailedSignIn, KnownDevice
from vle_app import audit
from vle_app.errors import TooMany

TRIES = 10
WINDOW = timedelta(minutes=5)
WAIT = timedelta(minutes=5)
ACCOUNTS_FROM_ONE_ADDRESS = 20
ADDRESS_WINDOW = timedelta(minutes=10)
ADDRESS_PAUSE = timedelta(seconds=30)
KEPT = timedelta(days=1)
DEVICE_KEPT = timedelta(days=400)


class Waits(TooMany):
    """No more guesses for now. `code` is what travels in an address instead of words."""

    code = ""


class AccountWaits(Waits):
    """Ten wrong guesses at one account."""

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, round(wait.total_seconds()))
        minutes = -(-seconds // 60)
        self.code = f"wait-{minutes}"
        super().__init__(f"That was too many tries. Wait {minutes} {'minute' if minutes == 1 else 'minutes'}, then try again.", seconds)


class AddressWaits(Waits):
    """One address has failed at many accounts."""

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, round(wait.total_seconds()))
        self.code = f"elsewhere-{seconds}"
        super().__init__(f"Many accounts have been tried from where you are. Wait {seconds} seconds, or use a device you have signed in on before.", seconds)


@dataclass(frozen=True, slots=True)
class Guess:
    """A try that counts as failed until it is taken back. `left` is how many more there are before a wait."""

    id: str
    left: int


def admit(session: Session, account: str, *, address: str, known_device: str, now: datetime) -> Guess:
    """Count one more try at this account (an e-mail, known or not), or raise `Waits`.

    It is counted before the password is looked at, so that many at once are not let through together. `known_device` is the digest
    of a device from which this account's person has signed in before, else empty: such a device has its own ten tries, which others
    cannot use up. A refused try is not counted.
    """
    account_digest, address_digest = audit.digest(account), audit.digest(_network(address))
    _one_at_a_time(session, address_digest, account_digest)
    times = _failures(session, account_digest, known_device, since=now - WINDOW - WAIT)
    if len(times) >= TRIES and times[0] - times[TRIES - 1] < WINDOW and now < times[0] + WAIT:
        raise AccountWaits(times[0] + WAIT - now)
    if not known_device:
        _mind_address(session, address_digest, now)
    row = FailedSignIn(account_digest=account_digest, address_digest=address_digest, device_digest=known_device, at=now)
    session.add(row)
    used = sum(1 for at in times if at > now - WINDOW) + 1
    return Guess(row.id, max(0, TRIES - used))


def take_back(session: Session, guess_id: str) -> None:
    """This try was right after all."""
    session.exec(delete(FailedSignIn).where(col(FailedSignIn.id) == guess_id))


def purge(session: Session, now: datetime) -> int:
    """Drop tries older than a day and devices not seen for 400 days; the number of rows dropped."""
    tries = session.exec(delete(FailedSignIn).where(col(FailedSignIn.at) < now - KEPT))
    devices = session.exec(delete(KnownDevice).where(col(KnownDevice.seen_at) < now - DEVICE_KEPT))
    return tries.rowcount + devices.rowcount


def _network(address: str) -> str:
    """Who an address stands for: IPv6 gives each house a /64, so the last half says nothing."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or IPv6Address(int(ip) >> 64 << 64))


def _one_at_a_time(session: Session, *digests: str) -> None:
    """PostgreSQL lets transactions overlap: queue for the address and the account, so that each counts what the one before wrote."""
    if session.get_bind().dialect.name == "postgresql":
        for digest in digests:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(digest[:15], 16)})


def _failures(session: Session, account_digest: str, known_device: str, *, since: datetime) -> list[datetime]:
    """Moments of the latest failures, newest first."""
    return list(
        session.exec(
            select(FailedSignIn.at)
            .where(FailedSignIn.account_digest == account_digest, FailedSignIn.device_digest == known_device, FailedSignIn.at > since)
            .order_by(col(FailedSignIn.at).desc())
            .limit(TRIES)
        )
    )


def _mind_address(session: Session, address_digest: str, now: datetime) -> None:
    """Where twenty different accounts have failed, one try each half minute is let through. Known devices never come here."""
    accounts, latest = session.exec(
        select(func.count(col(FailedSignIn.account_digest).distinct()), func.max(col(FailedSignIn.at))).where(
            FailedSignIn.address_digest == address_digest, FailedSignIn.device_digest == "", FailedSignIn.at > now - ADDRESS_WINDOW
        )
    ).one()
    if accounts >= ACCOUNTS_FROM_ONE_ADDRESS and latest + ADDRESS_PAUSE > now:
        raise AddressWaits(latest + ADDRESS_PAUSE - now)
