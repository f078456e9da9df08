"""The audit chain notices what was changed."""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
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
    _let_it_be_changed(session)
    session.exec(select(AuditEntry)).one().action = "signed out"
    session.flush()
    assert audit.verify(session) == "Entry 1 was changed after it was sealed."


CHANGES = ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "UPDATE audit_seal SET hash = 'x'", "DELETE FROM audit_seal"]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_or_delete_what_is_written_down(session: Session, now: datetime, change: str) -> None:
    sam = cast.person(session, "Sam Okafor")
    audit.record(session, sam.id, "signed in", sam, now=now)
    audit.seal(session, now=now)
    session.commit()
    with pytest.raises(DBAPIError, match="the audit log is append-only"):
        session.execute(text(change))
    session.rollback()
    assert audit.verify(session) == ""


def _let_it_be_changed(session: Session) -> None:
    """What somebody with the database in their hands can do, and what the chain is there to show."""
    is_sqlite = session.connection().dialect.name == "sqlite"
    session.execute(text("DROP TRIGGER audit_entry_no_update" if is_sqlite else "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_update"))
