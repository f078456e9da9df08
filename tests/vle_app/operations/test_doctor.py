"""The doctor names what is wrong, and finds a healthy house healthy."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from models.notices import Channel, Notice, NoticeState
from tests import cast
from vle_app import audit, db
from vle_app.integrations.storage import Kept
from vle_app.operations import doctor
from vle_app.operations.doctor import Health
from vle_app.settings import Settings


def _found(house: db.Database, store: Kept, settings: Settings, now: datetime, *, deep: bool = False) -> dict[str, tuple[Health, str]]:
    found = doctor.examine(house, store, settings, now=now, deep=deep)
    worst = sorted(found, key=lambda finding: [Health.GOOD, Health.LOOK, Health.WRONG].index(finding.health))
    return {finding.what: (finding.health, finding.words) for finding in worst}


def test_a_healthy_house_is_healthy(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    found = _found(house, store, settings, now, deep=True)
    assert {what: health for what, (health, _) in found.items() if what != "Disk"} == dict.fromkeys(
        ("Database", "References", "Audit log", "Messages", "Clock", "Files", "Mail"), Health.GOOD
    )
    assert found["Files"][1] == "All 2 are there. Every byte is as it arrived."


def test_lost_bytes_are_named(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    lost = next(settings.files.iterdir())
    lost.unlink()
    assert _found(house, store, settings, now)["Files"] == (Health.WRONG, f"1 is missing: {lost.name}. Restore from a backup.")


def test_changed_bytes_of_the_same_length_need_a_deep_look(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    changed = next(settings.files.iterdir())
    changed.write_bytes(bytes(changed.stat().st_size))
    assert _found(house, store, settings, now)["Files"][0] is Health.GOOD
    assert _found(house, store, settings, now, deep=True)["Files"] == (Health.WRONG, f"1 is not as it arrived: {changed.name}. Restore from a backup.")


def test_bytes_that_belong_to_nobody_are_mentioned_once_they_are_old(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    (settings.files / "nobodys").write_bytes(b"x")
    written = datetime.fromtimestamp((settings.files / "nobodys").stat().st_mtime, now.tzinfo)
    assert _found(house, store, settings, written)["Files"][0] is Health.GOOD
    assert _found(house, store, settings, written + timedelta(hours=1))["Files"][0] is Health.LOOK


def test_an_altered_audit_log_is_named(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    with house.transaction() as session:
        audit.record(session, "", "signed in", cast.person(session, "Sam Okafor"), now=now)
        audit.seal(session, now=now)
    drop = "DROP TRIGGER audit_entry_no_update" if house.is_sqlite else "DROP TRIGGER audit_entry_no_update ON audit_entry"
    with Session(house.writing) as session, session.begin():
        session.execute(text(drop))
        session.execute(text("UPDATE audit_entry SET action = 'signed out'"))
        if not house.is_sqlite:  # this database is used again
            session.execute(text("CREATE TRIGGER audit_entry_no_update BEFORE update ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change()"))
    health, words = _found(house, store, settings, now)["Audit log"]
    assert health is Health.WRONG
    assert words.startswith("Entry 1 was changed after it was sealed.")


def test_a_message_taken_up_and_never_finished_is_noticed(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    with house.transaction() as session:
        sam = cast.person(session, "Sam Okafor")
        session.add(
            Notice(
                key="k", person_id=sam.id, rule="r", channel=Channel.EMAIL, state=NoticeState.CLAIMED, title="t",
                next_try_at=now, claimed_at=now - timedelta(minutes=16), claimed_by="gone",
            )
        )
    assert _found(house, store, settings, now)["Messages"] == (Health.WRONG, "1 taken up more than 15 minutes ago and never finished.")


def test_a_failed_message_is_worth_a_look(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    with house.transaction() as session:
        sam = cast.person(session, "Sam Okafor")
        session.add(Notice(key="k", person_id=sam.id, rule="r", channel=Channel.EMAIL, state=NoticeState.FAILED, title="t", next_try_at=now))
    assert _found(house, store, settings, now)["Messages"] == (Health.LOOK, "1 could not be sent.")


def test_a_clock_that_went_back_is_noticed(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    with house.transaction() as session:
        audit.record(session, "", "signed in", cast.person(session, "Sam Okafor"), now=now + timedelta(hours=1))
    assert _found(house, store, settings, now)["Clock"][0] is Health.WRONG


def test_a_mail_server_that_does_not_answer_is_named(house: db.Database, store: Kept, settings: Settings, now: datetime) -> None:
    nowhere = settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": 1})
    health, words = _found(house, store, nowhere, now)["Mail"]
    assert health is Health.WRONG
    assert words.startswith("127.0.0.1, port 1 does not take our messages")


def test_a_database_without_tables_ends_the_examination(store: Kept, settings: Settings, now: datetime) -> None:
    bare = db.Database(f"sqlite:///{settings.data / 'bare.db'}")
    found = doctor.examine(bare, store, settings, now=now)
    bare.close()
    assert (found[0].what, found[0].health) == ("Database", Health.WRONG)
    assert "References" not in [finding.what for finding in found]
