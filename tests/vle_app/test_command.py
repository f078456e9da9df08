"""The `vle` command, as a script calls it: what it prints, where, and how it ends."""

import io
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from vle_app import settings
from vle_app.__main__ import main
from vle_app.operations.migrations import ROOT

PRODUCTION = {
    "VLE_ENV": "production", "VLE_PUBLIC_ADDRESS": "https://learn.example.org", "VLE_SECRET": "s" * 40,
    "VLE_SMTP_HOST": "127.0.0.1", "VLE_SMTP_PORT": "1", "VLE_MAIL_FROM": "learn@example.org",
}
pytestmark = pytest.mark.skipif(bool(os.environ.get("VLE_TEST_DATABASE_URL")), reason="has a SQLite file of its own")


class Said(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Vle = Callable[..., Said]


@pytest.fixture
def vle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Vle:
    """`vle …`, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(settings, "_current", None)  # what the command sets is forgotten after the test

    def run(*words: str, **variables: str) -> Said:
        for name in [name for name in os.environ if name.startswith("VLE_")]:
            monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["vle", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO())  # nobody is there to answer
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Said(int(ended.value.code or 0), printed.out, printed.err)

    return run


def test_the_accounts_are_json_and_nothing_else(vle: Vle) -> None:
    assert vle("seed", "--participants", "6").code == 0
    done = vle("accounts", "--json")
    found = json.loads(done.out)
    assert [one["role"] for one in found] == ["participant", "tutor", "iqa", "concierge", "force_lead", "finance", "director"]
    assert {tuple(one) for one in found} == {("role", "name", "email", "password", "start_page")}
    assert (done.code, done.err) == (0, "")
    assert "Sam Okafor" in vle("accounts").out


def test_a_pilot_is_laid_out_anew_only_when_that_is_agreed(vle: Vle) -> None:
    vle("seed", "--participants", "6")
    assert vle("seed", "--participants", "7").code == 1
    again = vle("seed", "--participants", "7", "--yes")
    assert (again.code, again.out.splitlines()[0]) == (0, "Laying out the sample pilot with 7 participants …")
    assert vle("doctor", "--deep").code == 0
    assert vle("seed", "--refresh").out == "The dates are less than a week old, so nothing has moved.\n"


@pytest.mark.parametrize("words", [("accounts", "--json"), ("seed",)])
def test_practice_commands_are_refused_in_production(vle: Vle, words: tuple[str, ...]) -> None:
    done = vle(*words, **PRODUCTION)
    assert (done.code, done.out) == (2, "")
    assert "practice" in done.err


def test_production_does_not_start_half_configured_and_says_all_at_once(vle: Vle) -> None:
    done = vle("serve", VLE_ENV="production")
    assert (done.code, done.out) == (2, "")
    assert [name for name in ("VLE_PUBLIC_ADDRESS", "VLE_SECRET", "VLE_SMTP_HOST", "VLE_MAIL_FROM") if name not in done.err] == []


def test_practice_code_is_not_loaded_in_production(tmp_path: Path) -> None:
    script = (
        "import sys; from vle_app import serving, __main__; from vle_app.operations import startup, backup, doctor, init, restore\n"
        "serving.prepare_reflex(); from vle_app import vle_app; print([name for name in sys.modules if name.startswith('vle_app.practice')])"
    )
    variables = os.environ | {"VLE_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)} | PRODUCTION
    done = subprocess.run([sys.executable, "-c", script], env=variables, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    assert done.stdout == "[]\n", done.stderr


def test_a_taken_port_is_one_sentence(vle: Vle) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = vle("run", PORT=str(taken.getsockname()[1]))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("Port ")


def test_a_database_from_a_newer_version_is_one_sentence(vle: Vle) -> None:
    vle("migrate")
    with closing(sqlite3.connect("var/vle.db")) as opened:
        opened.execute("UPDATE alembic_version SET version_num = 'z'")
        opened.commit()
    for word in ("migrate", "seed", "backup"):
        done = vle(word)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert done.err.startswith("This database was made by a newer version")


def test_production_is_set_up_backed_up_lost_and_restored(vle: Vle) -> None:
    answers = {
        "address": "learn.example.org", "organisation": "Leadership Learning", "director-name": "Dawn Mercer", "director-email": "dawn@example.org",
        "director-password": "", "smtp-host": "127.0.0.1", "smtp-port": "1", "smtp-security": "starttls", "smtp-user": "", "smtp-password": "",
        "mail-from": "learn@example.org",
    }
    done = vle("init", *(word for name, value in answers.items() for word in (f"--{name}", value)))
    assert (done.code, done.err) == (0, "")
    assert "https://learn.example.org/join/" in done.out
    again = vle("init", "--yes", *(word for name, value in answers.items() for word in (f"--{name}", value)))
    assert (again.code, "There is a director already" in again.out) == (0, True)
    assert vle("backup", "safe.tar.gz").out.startswith("Backed up 1 people and 0 files to safe.tar.gz")
    Path("var/vle.db").unlink()
    assert vle("restore", "safe.tar.gz").out.startswith("Restored 1 people and 0 files, as they were on ")
    assert vle("restore", "safe.tar.gz").code == 2
    assert "What was here before is now" in vle("restore", "--yes", "safe.tar.gz").out
    doctor = vle("doctor")
    assert doctor.code == 1
    assert "127.0.0.1, port 1 does not take our messages" in doctor.out


def test_a_set_up_that_is_there_is_not_replaced_unasked(vle: Vle) -> None:
    Path(".env").write_text("VLE_ENV=practice\n")
    assert vle("init").code == 1
    assert Path(".env").read_text() == "VLE_ENV=practice\n"
