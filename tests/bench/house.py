"""A house of the bench's own: a folder with a freshly laid out pilot, cookies for everybody in it, and the server on it as a process of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx
import psutil
from sqlmodel import Session, col, select

from models.enrolments import Enrolment, EnrolmentStatus
from models.people import Person, Role, RoleGrant
from models.programmes import TaskKind
from models.timeline import Task, TaskStatus
from vle_app import addresses, clock
from vle_app.operations import build, startup
from vle_app.people import sign_ins
from vle_app.settings import Settings

ROOT = Path(__file__).parents[2]
_HASHES = re.compile(r"(?:[0-9a-f]{16}\.)+[0-9a-f]{16}")
_CALM_SHARE, _CALM_WITHIN = 0.1, 40


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody signed in, with a task that they can tick off and take up again, and the work that they can hand in to their tutor."""

    cookie: str
    tutor_id: str
    tick_id: str
    is_ticked: bool
    hand_in_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Everybody the bench acts as. `tutors` maps a tutor's id to their cookie."""

    participants: tuple[Participant, ...]
    tutors: dict[str, str]


@dataclass(frozen=True, slots=True)
class House:
    """One data folder and one port."""

    folder: Path
    port: int

    @property
    def settings(self) -> Settings:
        return Settings(data=self.folder, PORT=self.port, _env_file=None)

    @property
    def base(self) -> str:
        return self.settings.address

    @property
    def environment(self) -> dict[str, str]:
        """This process's own, without any setting of the developer's: practice, in our folder, on our port."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VLE_")}
        return kept | {"VLE_DATA": str(self.folder), "PORT": str(self.port), "PYTHONPATH": str(ROOT)}

    def vle(self, *words: str) -> float:
        """Run `vle <words>` to its end; the seconds it took, from the start of Python."""
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-m", "vle_app", *words], cwd=self.folder, env=self.environment, capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"vle {' '.join(words)} failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
        return time.monotonic() - started

    def sign_everybody_in(self) -> People:
        """A cookie for every participant and tutor, made as signing in makes it but without the wait for a password."""
        with startup.opened(self.settings) as database, database.transaction() as session:
            holders = _holders(session, Role.PARTICIPANT)
            tutors = {person.id: self._cookie(session, person) for person in _holders(session, Role.TUTOR)}
            return People(tuple(self._participant(session, person) for person in holders), tutors)

    def _cookie(self, session: Session, person: Person) -> str:
        opened = sign_ins.begin(session, person, sign_ins.Caller("127.0.0.1", device="Bench"), now=clock.now())
        return f"{self.settings.cookie}={opened.token}"

    def _participant(self, session: Session, person: Person) -> Participant:
        running = select(Task).join(Enrolment, col(Enrolment.id) == Task.enrolment_id).where(Enrolment.status != EnrolmentStatus.WITHDRAWN)
        mine = session.exec(running.where(Task.person_id == person.id).order_by(col(Task.due_at), col(Task.id))).all()
        tickable = [task for task in mine if task.kind is not TaskKind.HAND_IN and task.status in (TaskStatus.OPEN, TaskStatus.DONE)]
        tick = next((task for task in tickable if task.status is TaskStatus.OPEN), tickable[0] if tickable else None)
        tutor = session.exec(select(Enrolment.tutor_id).where(Enrolment.person_id == person.id)).first()
        return Participant(
            self._cookie(session, person), tutor or "", tick.id if tick else "", tick is not None and tick.status is TaskStatus.DONE,
            tuple(task.id for task in mine if task.kind is TaskKind.HAND_IN and task.status is TaskStatus.OPEN),
        )


def _holders(session: Session, role: Role) -> list[Person]:
    held = select(RoleGrant.person_id).where(RoleGrant.role == role)
    return list(session.exec(select(Person).where(col(Person.id).in_(held), col(Person.is_active)).order_by(col(Person.id))))


def compiled_hashes() -> list[str]:
    """What a browser says it holds already: the digests of every state's defaults, as they stand in the build."""
    scripts = sorted((build.client() / "assets").glob("context-*.js"))
    found = [match[0] for script in scripts if (match := _HASHES.search(script.read_text()))]
    return found[0].split(".") if found else []


class Server:
    """The running server: what it has used of the processor, and what it holds of the memory."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._popen = process
        self._process = psutil.Process(process.pid)

    def _all(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]

    def cpu(self) -> float:
        """Seconds of processor since it started, user and system."""
        return sum(sum(process.cpu_times()[:2]) for process in self._all())

    def pss(self) -> float:
        """MB, shared pages counted by share, of all its processes."""
        return sum(process.memory_full_info().pss for process in self._all()) / 1e6

    def settle(self) -> None:
        """Wait until the work of starting is done: the first alerts raised, the first messages out."""
        for _ in range(_CALM_WITHIN):
            before = self.cpu()
            time.sleep(1)
            if self.cpu() - before < _CALM_SHARE:
                return


@contextmanager
def serving(house: House) -> Iterator[Server]:
    """`vle serve` as a newcomer runs it, timetable included; stopped at the end."""
    with (house.folder / "server.log").open("ab") as log, _started(house, log) as process:
        _wait(house, process)
        server = Server(process)
        server.settle()
        yield server


@contextmanager
def _started(house: House, log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "vle_app", "serve"]
    process = subprocess.Popen(command, cwd=house.folder, env=house.environment, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait(house: House, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{house.base}{addresses.HEALTH}").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{(house.folder / 'server.log').read_text()[-3000:]}")
