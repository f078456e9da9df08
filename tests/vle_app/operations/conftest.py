"""A small house with files in it."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session

from models.records import StoredFile
from models.timeline import Task
from tests import builders, samples
from vle_app import db
from vle_app.integrations import storage
from vle_app.settings import Settings


@pytest.fixture
def settings(database: db.Database, tmp_path: Path) -> Settings:
    """The settings of the house under test."""
    return Settings(data=tmp_path, database_url=database.url, secret="s" * 40, _env_file=None)  # type: ignore[call-arg,arg-type]


@pytest.fixture
def store(settings: Settings) -> storage.Kept:
    """Its store, in a folder."""
    return storage.opened(settings)


@pytest.fixture
def house(database: db.Database, settings: Settings, now: datetime) -> db.Database:
    """Two hand-in tasks of Sam's, each with a draft whose bytes lie in the store."""
    settings.files.mkdir(exist_ok=True)
    with Session(database.writing, expire_on_commit=False) as session:
        task = builders.a_task(session, "Sam Okafor", now)
        for name, body in (("701.docx", samples.DOCX), ("notes.pdf", samples.PDF)):
            put(session, settings, task, name, body)
    return database


def put(session: Session, settings: Settings, task: Task, name: str, body: bytes) -> StoredFile:
    """A draft with bytes."""
    stored = StoredFile(owner_id=task.person_id, task_id=task.id, name=name, media_type="application/pdf", size=len(body), sha256=sha256(body).hexdigest())
    session.add(stored)
    session.commit()
    (settings.files / stored.id).write_bytes(body)
    return stored
