"""Putting a backup back: checked whole in a place of its own first, then exchanged for what is there. What was there is kept beside it."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, inspect
from sqlmodel import select

from models.people import Person
from vle_app import settings as house_settings
from vle_app.db import Database
from vle_app.errors import Refusal
from vle_app.integrations.storage import Store
from vle_app.operations import archive, migrations, postgresql
from vle_app.operations.archive import Manifest
from vle_app.settings import Settings

_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `kept` are the former database and files, put aside; `warnings` are sentences."""

    manifest: Manifest
    kept: tuple[Path, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One thing to put in place: `fresh` becomes `live`, and what was there becomes `aside`."""

    fresh: Path
    live: Path
    aside: Path


def is_lived_in(database: Database, settings: Settings) -> bool:
    """True if there are people in the database or files in the folder, which a restore would replace."""
    with database.snapshot() as session:
        has_people = inspect(session.connection()).has_table(str(Person.__tablename__)) and session.exec(select(func.count()).select_from(Person)).one() > 0
    has_files = not settings.files_url and settings.files.is_dir() and any(settings.files.iterdir())
    return has_people or has_files


def restore(database: Database, store: Store, settings: Settings, path: Path, *, now: datetime, may_replace: bool = False) -> Restored:
    """Put back what the archive holds. Refuses, with nothing changed: a damaged archive, one from a newer version or another kind of
    database, a house that is lived in (unless `may_replace`), and one whose server is still running. Closes the database."""
    if not path.is_file():
        raise Refusal(f"There is no file {path}. Give the path of a backup, as `vle backup` printed it.")
    if not may_replace and is_lived_in(database, settings):
        raise Refusal("This house has people or files in it, and restoring would replace them. If that is what you want: vle restore --yes, then the path.")
    staging = settings.data / f".restoring-{now:%Y%m%d%H%M%S}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True, mode=0o700)
    try:
        into = {"database": staging / "database", "files": staging / "files"}
        into["files"].mkdir(mode=0o700)
        manifest = archive.unpack(path, into)
        _check_kind(manifest, database)
        kept = _exchange_all(database, store, settings, into, now)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Restored(manifest, kept, tuple(_warnings(manifest, settings)))


def _check_kind(manifest: Manifest, database: Database) -> None:
    mine = "sqlite" if database.is_sqlite else "postgresql"
    if manifest.kind != mine:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        theirs = names.get(manifest.kind, "another database")
        raise Refusal(f"This backup is of a house on {theirs}, and this one is on {names[mine]}. Set VLE_DATABASE_URL to the same kind.")
    if not migrations.knows(manifest.revision):
        raise Refusal(f"This backup was made by a newer version, {manifest.version}, than this one. Bring this one up to date (git pull), then restore.")


def _exchange_all(database: Database, store: Store, settings: Settings, into: dict[str, Path], now: datetime) -> tuple[Path, ...]:
    mark = f"before-restore-{now:%Y-%m-%d-%H%M%S}"
    exchanges = []
    if database.is_sqlite:
        exchanges.append(_prepare_sqlite(database, into["database"], mark))
    if settings.files_url:
        asyncio.run(_put_files(store, into["files"]))
    else:
        exchanges.append(_Exchange(into["files"], settings.files, settings.files.with_name(f"{settings.files.name}.{mark}")))
    if not database.is_sqlite:
        postgresql.put_back(database.writing.url, into["database"])
        migrations.upgrade(database)
    database.close()
    return _exchange(exchanges)


def _prepare_sqlite(database: Database, fresh: Path, mark: str) -> _Exchange:
    """Bring the restored database up to date while it still stands aside, and make sure that nobody else has the present one open."""
    with closing(sqlite3.connect(fresh)) as opened:
        if opened.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Refusal("The database in this archive is damaged. Nothing was changed. Try the backup before it.")
    restored = Database(f"sqlite:///{fresh}")
    try:
        migrations.upgrade(restored)
    finally:
        restored.close()
    _fold(fresh)
    live = Path(str(database.writing.url.database))
    database.close()
    if live.exists():
        _fold(live)
    beside = live.with_name(f"{live.name}.restoring")
    shutil.move(fresh, beside)  # the database may be kept on another disk; from here on it is a rename
    return _Exchange(beside, live, live.with_name(f"{live.name}.{mark}"))


def _fold(path: Path) -> None:
    """Bring a database's side files home into it, which works only for the last who has it open."""
    with closing(sqlite3.connect(path, timeout=2)) as opened:
        try:
            opened.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise Refusal("The learning environment is still running. Stop it, restore, and start it again. Nothing was changed.") from None
        except sqlite3.DatabaseError:
            return  # not a database any more: it is put aside as it is


def _exchange(exchanges: list[_Exchange]) -> tuple[Path, ...]:
    """Rename everything into place, or leave everything as it was."""
    done: list[_Exchange] = []
    try:
        for one in exchanges:
            if one.live.exists():
                one.live.rename(one.aside)
            done.append(one)
            one.fresh.rename(one.live)
    except OSError:
        for one in reversed(done):
            if one.aside.exists():
                with suppress(OSError):
                    one.live.rename(one.fresh)
                one.aside.rename(one.live)
        raise
    return tuple(one.aside for one in exchanges if one.aside.exists())


async def _put_files(store: Store, folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        await store.put(path.name, _chunks(path))


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(_CHUNK):
            yield block


def _warnings(manifest: Manifest, settings: Settings) -> list[str]:
    if manifest.secret == archive.secret_fingerprint(house_settings.secret(settings)):
        return []
    return [
        "The secret of this house (VLE_SECRET) is not the one that the backup was made with. Everybody can sign in as before, but digests in the audit log "
        "from then cannot be compared with new ones. If you still have the old secret, set it again."
    ]
