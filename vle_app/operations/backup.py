"""One archive that holds everything: the database as it was at one moment, while people work on, and every file."""

import asyncio
import sqlite3
import tempfile
import tomllib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlmodel import SQLModel, create_engine

from models.records import StoredFile
from vle_app import settings as house_settings
from vle_app.db import Database
from vle_app.integrations.storage import Store
from vle_app.operations import archive, migrations, postgresql
from vle_app.operations.archive import FILES, Manifest, Writer
from vle_app.settings import Settings


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was put away. `missing` are files that the database speaks of and the store has not."""

    path: Path
    manifest: Manifest
    missing: tuple[str, ...]


def programme_version() -> str:
    """The version of this programme."""
    try:
        return version("vle")
    except PackageNotFoundError:
        return str(tomllib.loads((migrations.ROOT / "pyproject.toml").read_text())["project"]["version"])


def usual_place(settings: Settings, now: datetime) -> Path:
    """Where a backup goes when nobody says otherwise."""
    return settings.data / "backups" / f"vle-{now:%Y-%m-%d-%H%M%S}.tar.gz"


def back_up(database: Database, store: Store, settings: Settings, to: Path, *, now: datetime) -> BackedUp:
    """Write the archive `to`; the server may go on working. Files added after the database's moment are taken too: they do no harm."""
    manifest = Manifest(
        made_at=now.isoformat(), version=programme_version(), revision="", kind="sqlite" if database.is_sqlite else "postgresql",
        secret=archive.secret_fingerprint(house_settings.secret(settings)),
    )
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as folder:
        copy = Path(folder) / manifest.database
        spoken_of = _copy_sqlite(database, copy, manifest) if database.is_sqlite else _copy_postgresql(database, copy, manifest)
        with archive.writing(to, manifest) as writer:
            with copy.open("rb") as source:
                writer.add(manifest.database, source, copy.stat().st_size)
            asyncio.run(_add_files(store, writer))
    return BackedUp(to, manifest, tuple(sorted(spoken_of - {name.removeprefix(FILES) for name in manifest.members})))


def _take_stock(connection: Connection, manifest: Manifest) -> set[str]:
    """Note the revision and the number of rows in each table; returns the files that the database speaks of."""
    manifest.revision = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    for name, table in sorted(SQLModel.metadata.tables.items()):
        manifest.counts[name] = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return set(connection.execute(select(SQLModel.metadata.tables[str(StoredFile.__tablename__)].c.id)).scalars())


def _copy_sqlite(database: Database, to: Path, manifest: Manifest) -> set[str]:
    with closing(sqlite3.connect(str(database.writing.url.database))) as source, closing(sqlite3.connect(to)) as target:
        source.execute("PRAGMA busy_timeout=10000")
        source.backup(target)  # all pages in one step: one moment, and nobody waits
        target.execute("PRAGMA journal_mode=DELETE")  # one file, complete in itself
    engine = create_engine(f"sqlite:///{to}")
    try:
        with engine.connect() as connection:
            return _take_stock(connection, manifest)
    finally:
        engine.dispose()


def _copy_postgresql(database: Database, to: Path, manifest: Manifest) -> set[str]:
    with database.reading.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        snapshot = str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())
        spoken_of = _take_stock(connection, manifest)
        postgresql.dump(database.writing.url, to, snapshot)
        return spoken_of


async def _add_files(store: Store, writer: Writer) -> None:
    async for key, _ in store.listed():
        with tempfile.SpooledTemporaryFile(max_size=8 * 2**20) as held:
            try:
                async for chunk in await store.stream(key):
                    held.write(chunk)
            except FileNotFoundError:
                continue  # taken away by its owner a moment ago
            size = held.tell()
            held.seek(0)
            writer.add(FILES + key, held, size)


def describe(done: BackedUp) -> str:
    """What somebody reads when the backup is made."""
    size = done.path.stat().st_size / 1_000_000
    people = done.manifest.counts.get("person", 0)
    words = [f"Backed up {people} people and {done.manifest.file_count} files to {done.path} ({size:.1f} MB)."]
    if done.missing:
        words.append(f"{len(done.missing)} files are missing from the store, so they are missing here too. `vle doctor` names them.")
    return "\n".join(words)
