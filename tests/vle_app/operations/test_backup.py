"""A backup taken while people work brings everything back; a damaged one brings nothing, and changes nothing."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, select

from models.people import Person
from models.records import AuditEntry
from tests import builders, cast
from vle_app import audit, db
from vle_app.errors import Refusal
from vle_app.integrations.storage import Kept
from vle_app.operations import archive, backup, migrations, restore
from vle_app.people import passwords, sign_ins
from vle_app.people.sign_ins import Caller
from vle_app.settings import Settings


def _counts(database: db.Database) -> dict[str, int]:
    with database.snapshot() as session:
        return {name: session.exec(select(func.count()).select_from(table)).one() for name, table in SQLModel.metadata.tables.items()}


def _hashes(settings: Settings) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in settings.files.iterdir()}


def _destroy(database: db.Database, settings: Settings) -> None:
    """Everything goes: the tables with all that is in them, and the files."""
    with database.writing.begin() as connection:
        if database.is_sqlite:
            SQLModel.metadata.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
        else:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    shutil.rmtree(settings.files)


class _Busy(threading.Thread):
    """Somebody who goes on writing, one commit after another, until told to stop."""

    def __init__(self, database: db.Database, now: datetime) -> None:
        super().__init__()
        self.database, self.now = database, now
        self.enough, self.started_writing = threading.Event(), threading.Event()
        self.written = 0

    def run(self) -> None:
        while not self.enough.is_set():
            with self.database.transaction() as session:
                sam = cast.person(session, "Sam Okafor")
                audit.record(session, sam.id, "one half", sam, now=self.now)
                audit.record(session, sam.id, "other half", sam, now=self.now)
            self.written += 1
            self.started_writing.set()


def test_everything_comes_back_after_everything_is_lost(house: db.Database, settings: Settings, store: Kept, tmp_path: Path, now: datetime) -> None:
    with Session(house.writing, expire_on_commit=False) as session:
        stored_hash = builders.a_password(session, "Sam Okafor")
        audit.record(session, "", "first", cast.person(session, "Sam Okafor"), now=now)
        audit.seal(session, now=now)
        session.commit()
    files = _hashes(settings)
    busy = _Busy(house, now)
    busy.start()
    busy.started_writing.wait(10)
    done = backup.back_up(house, store, settings, tmp_path / "kept" / "house.tar.gz", now=now)
    busy.enough.set()
    busy.join()
    assert done.missing == ()
    assert done.path.stat().st_mode & 0o777 == 0o600
    assert done.manifest.file_count == len(files) == 2

    _destroy(house, settings)
    restored = restore.restore(house, store, settings, done.path, now=now)
    again = db.Database(house.url)
    db.use(again)
    assert restored.warnings == ()
    assert _counts(again) == done.manifest.counts
    assert done.manifest.counts["audit_entry"] % 2 == 1  # the first entry, and whole pairs of the busy one
    assert _hashes(settings) == files
    with again.snapshot() as session:
        assert audit.verify(session) == ""
    assert migrations.differences(again) == []
    with again.transaction() as session:
        tried = sign_ins.knock(session, cast.email("Sam Okafor"), Caller("127.0.0.1"), now=now)
        assert tried.stored == stored_hash
        assert passwords.matches(cast.PASSWORD, tried.stored)
        assert sign_ins.admit(session, tried, Caller("127.0.0.1"), now=now).visitor.name == "Sam Okafor"
    again.close()


def test_a_house_that_is_lived_in_is_not_replaced_unasked(house: db.Database, settings: Settings, store: Kept, tmp_path: Path, now: datetime) -> None:
    path = backup.back_up(house, store, settings, tmp_path / "house.tar.gz", now=now).path
    with pytest.raises(Refusal, match="vle restore --yes"):
        restore.restore(house, store, settings, path, now=now)
    with house.transaction() as session:
        session.add(Person(email="late@example.test", name="Late Comer", organisation_id=cast.person(session, "Sam Okafor").organisation_id))
    files = _hashes(settings)
    done = restore.restore(house, store, settings, path, now=now, may_replace=True)
    assert _hashes(settings) == files
    assert all(kept.exists() for kept in done.kept)
    again = db.Database(house.url)
    assert _counts(again)["person"] == len(cast.PEOPLE)
    again.close()


def test_another_secret_is_noticed(house: db.Database, settings: Settings, store: Kept, tmp_path: Path, now: datetime) -> None:
    path = backup.back_up(house, store, settings, tmp_path / "house.tar.gz", now=now).path
    elsewhere = settings.model_copy(update={"secret": type(settings.secret)("t" * 40)})
    done = restore.restore(house, store, elsewhere, path, now=now, may_replace=True)
    assert [warning.startswith("The secret of this house") for warning in done.warnings] == [True]
    assert "ssss" not in gzip.decompress(path.read_bytes()).decode("latin-1")


def test_files_that_the_store_has_lost_are_reported(house: db.Database, settings: Settings, store: Kept, tmp_path: Path, now: datetime) -> None:
    lost = next(settings.files.iterdir())
    lost.unlink()
    done = backup.back_up(house, store, settings, tmp_path / "house.tar.gz", now=now)
    assert done.missing == (lost.name,)
    assert "1 files are missing" in backup.describe(done)


def _repacked(path: Path, change: dict[str, bytes | None], *, link: str = "") -> Path:
    """The archive with members changed, added, or (None) left out."""
    made = path.with_name("changed.tar.gz")
    with tarfile.open(path) as old, tarfile.open(made, "w:gz") as new:
        bodies = {member.name: old.extractfile(member).read() for member in old} | change  # type: ignore[union-attr]
        for name, body in bodies.items():
            if body is not None:
                info = tarfile.TarInfo(name)
                info.size = len(body)
                new.addfile(info, io.BytesIO(body))
        if link:
            info = tarfile.TarInfo("files/link")
            info.type, info.linkname = tarfile.SYMTYPE, link
            new.addfile(info)
    return made


FAULTS = [
    "cut short", "one byte", "no manifest", "other bytes", "file missing", "escape", "link", "newer format", "newer tables", "not an archive", "nothing",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_damaged_archive_changes_nothing(house: db.Database, settings: Settings, store: Kept, tmp_path: Path, now: datetime, fault: str) -> None:
    path = backup.back_up(house, store, settings, tmp_path / "house.tar.gz", now=now).path
    whole = path.read_bytes()
    name = f"files/{next(settings.files.iterdir()).name}"
    with tarfile.open(path) as opened:
        manifest = json.load(opened.extractfile("manifest.json"))  # type: ignore[arg-type]
    if fault == "cut short":
        path.write_bytes(whole[: len(whole) // 2])
    elif fault == "one byte":
        path.write_bytes(whole[:3000] + bytes([whole[3000] ^ 255]) + whole[3001:])
    elif fault == "no manifest":
        path = _repacked(path, {"manifest.json": None})
    elif fault == "other bytes":
        path = _repacked(path, {name: b"other"})
    elif fault == "file missing":
        path = _repacked(path, {name: None})
    elif fault == "escape":
        path = _repacked(path, {"files/../../escaped": b"x"})
    elif fault == "link":
        path = _repacked(path, {}, link="/etc/passwd")
    elif fault == "newer format":
        path = _repacked(path, {"manifest.json": json.dumps(manifest | {"format": 2}).encode()})
    elif fault == "newer tables":
        path = _repacked(path, {"manifest.json": json.dumps(manifest | {"revision": "from_the_future"}).encode()})
    elif fault == "not an archive":
        path.write_bytes(b"hello")
    else:
        path.unlink()
    counts, files, tree = _counts(house), _hashes(settings), sorted(tmp_path.rglob("*"))
    with pytest.raises(Refusal) as refused:
        restore.restore(house, store, settings, path, now=now, may_replace=True)
    assert str(refused.value).endswith(".")
    again = db.Database(house.url)
    assert (_counts(again), _hashes(settings)) == (counts, files)
    again.close()
    side = ("-wal", "-shm")
    assert [path for path in sorted(tmp_path.rglob("*")) if not path.name.endswith(side)] == [path for path in tree if not path.name.endswith(side)]


def test_a_house_whose_server_is_running_is_not_exchanged_under_it(house: db.Database, settings: Settings, store: Kept, tmp_path: Path, now: datetime) -> None:
    if not house.is_sqlite:
        pytest.skip("PostgreSQL waits for its locks instead")
    path = backup.back_up(house, store, settings, tmp_path / "house.tar.gz", now=now).path
    server = db.Database(house.url)
    with server.reading.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM person")
        with pytest.raises(Refusal, match="still running"):
            restore.restore(house, store, settings, path, now=now, may_replace=True)
    server.close()
    assert _counts(house)["person"] == len(cast.PEOPLE)


def test_the_fingerprint_tells_secrets_apart_and_nothing_more() -> None:
    one, other = archive.secret_fingerprint(b"a" * 40), archive.secret_fingerprint(b"b" * 40)
    assert one != other
    assert len(one) == 16


def test_an_entry_written_after_the_backup_is_not_in_it(house: db.Database, settings: Settings, store: Kept, tmp_path: Path, now: datetime) -> None:
    done = backup.back_up(house, store, settings, tmp_path / "house.tar.gz", now=now)
    with house.transaction() as session:
        audit.record(session, "", "later", cast.person(session, "Sam Okafor"), now=now)
    restore.restore(house, store, settings, done.path, now=now, may_replace=True)
    again = db.Database(house.url)
    with again.snapshot() as session:
        assert session.exec(select(AuditEntry.action)).all() == []
    again.close()
