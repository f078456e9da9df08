"""A house to visit: the real server as a process of its own, on a copy of the sample pilot, as `make run` would start it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlmodel import Session

from vle_app import db
from vle_app.operations.migrations import ROOT

_SECONDS_TO_OPEN = 60
_FAULTS = ("Traceback", " [error ", " [critical ", '"level": "error"', '"level": "critical"')


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m vle_app …` on this data folder, undisturbed by the settings of whoever runs the tests."""
    return subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-m", "vle_app", *words], cwd=data, env=_environment(data), capture_output=True, text=True, check=True
    )


def _environment(data: Path, **more: str) -> dict[str, str]:
    """Nothing of the house's own settings but what is said here; a `.env` in the data folder there is none."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VLE_") and name != "PORT"}
    web = os.environ.get("REFLEX_WEB_WORKDIR", ".web")
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "VLE_DATA": str(data), "REFLEX_WEB_WORKDIR": str(ROOT / web), **more}


class House:
    """One server. `start` and `stop` as often as you like; it keeps its port and its data."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data, self.port, self.settings = data, free_port(), settings
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = data / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._database: db.Database | None = None

    def start(self) -> "House":
        """Returns when it answers. What went wrong is said with the last words of its log."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "vle_app", "serve"], cwd=self.data, env=_environment(self.data, PORT=str(self.port), **self.settings),
                stdout=log, stderr=subprocess.STDOUT,
            )
        ends = time.monotonic() + _SECONDS_TO_OPEN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > ends:
                raise AssertionError(f"The server did not open. Its log ends:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        return self

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/api/health", timeout=2) as answer:  # noqa: S310  our own address
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self, *, at_once: bool = False) -> None:
        """Ask it to stop, as Ctrl-C or a service manager would; `at_once` pulls the plug."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL if at_once else signal.SIGTERM)
            self._process.wait(timeout=20)
        self._process = None

    def close(self) -> None:
        """Stop it, and let go of its database."""
        self.stop()
        if self._database is not None:
            self._database.close()

    @contextmanager
    def records(self) -> Iterator[Session]:
        """Its database, to arrange what a test needs and to look at what became of it. Written when the block ends."""
        self._database = self._database or db.Database(f"sqlite:///{self.data / 'vle.db'}")
        with self._database.transaction() as session:
            yield session

    def faults(self, since: int = 0) -> list[str]:
        """Lines of its log, from that byte on, that say something broke."""
        with self.log.open("rb") as log:
            log.seek(since)
            return [line for line in log.read().decode(errors="replace").splitlines() if any(mark in line for mark in _FAULTS)]

    @property
    def log_size(self) -> int:
        return self.log.stat().st_size


def copied(pilot: Path, folder: Path, **settings: str) -> House:
    """A house of its own on a copy of the pilot, not started yet."""
    shutil.copytree(pilot, folder, dirs_exist_ok=True)
    return House(folder, **settings)
