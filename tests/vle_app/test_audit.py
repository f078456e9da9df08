"""The audit chain notices what was changed."""

from datetime import datetime

from sqlmodel import Session, select

from models.records import AuditEntry
from tests import cast
from vle_app import audit


def test_a_sealed_chain_verifies(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    for word in ("one", "two", "three"):
        audit.record(session, sam.id, word, sam, now=now, name=sam.name)
    assert audit.seal(session, now=now) == 3
    session.commit()
    assert audit.verify(session) == ""


def test_an_entry_changed_after_sealing_is_named(session: Session, now: datetime) -> None:
    sam = cast.person(session, "Sam Okafor")
    audit.record(session, sam.id, "signed in", sam, now=now)
    audit.seal(session, now=now)
    session.commit()
    session.connection().exec_driver_sql("DROP TRIGGER IF EXISTS audit_entry_no_update") if session.get_bind().dialect.name == "sqlite" else None
    session.exec(select(AuditEntry)).one().action = "signed out"
    session.flush()
    assert audit.verify(session) == "Entry 1 was changed after it was sealed."
