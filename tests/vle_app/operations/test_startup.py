"""What stops us is said in one sentence, before anything is done."""

import os
import signal
import socket
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from models.catalogue import Qualification
from models.notices import AlertRule
from vle_app import db
from vle_app.errors import CannotStart
from vle_app.operations import startup
from vle_app.settings import Settings


def test_a_taken_port_is_named_with_another_to_try() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=rf"Port {port} is taken by another program\. .*PORT={port + 1} make run\."):
            startup.check_port("127.0.0.1", port)
    startup.check_port("127.0.0.1", port)


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, where the folder should be")
    with pytest.raises(CannotStart, match=r"var cannot be written to \(.*VLE_DATA=/path/to/folder\."):
        startup.check_folder(tmp_path / "var")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotStart, match="permission denied"):
        startup.check_folder(tmp_path)


def test_the_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    startup.check_folder(tmp_path / "new" / "var")
    assert (tmp_path / "new" / "var").stat().st_mode & 0o777 == 0o700


def test_what_belongs_to_the_product_is_written_once(database: db.Database) -> None:
    startup.prepare(database)
    with Session(database.reading) as session:
        first = [session.exec(select(func.count()).select_from(kind)).one() for kind in (Qualification, AlertRule)]
    startup.prepare(database)
    with Session(database.reading) as session:
        assert [session.exec(select(func.count()).select_from(kind)).one() for kind in (Qualification, AlertRule)] == first
    assert min(first) > 1


def test_the_database_is_this_process_s_own_while_it_is_open(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, _env_file=None)  # type: ignore[call-arg]
    with startup.opened(settings) as database:
        assert db.current() is database
        with pytest.raises(CannotStart, match="vle migrate"):
            startup.check_tables(database)
    with pytest.raises(RuntimeError, match="no database has been opened"):
        db.current()


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_command_without_complaint(word: signal.Signals) -> None:
    said: list[str] = []
    with pytest.raises(SystemExit) as ended, startup.stopping_quietly(said.append):
        signal.raise_signal(word)
    assert (ended.value.code, said) == (0, ["Stopped."])


def test_a_newcomer_reads_the_address_and_three_things_to_try() -> None:
    words = startup.welcome(Settings(PORT=8123, _env_file=None))  # type: ignore[call-arg]
    assert "http://127.0.0.1:8123\n" in words
    assert [line[2] for line in words.splitlines() if line.startswith("  ")] == ["1", "2", "3"]
