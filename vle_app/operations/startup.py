"""Before the doors open: what would stop us, said in one sentence; the tables brought up to date; and the first words to a newcomer."""

import errno
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

from vle_app import addresses, audit, db
from vle_app import settings as house_settings
from vle_app.alerts import due
from vle_app.errors import CannotStart
from vle_app.learning import catalogue
from vle_app.operations import migrations
from vle_app.settings import Settings

Say = Callable[[str], None]


def check_folder(folder: Path) -> None:
    """`CannotStart` unless the data folder is there, or can be made, and takes a file."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as fault:
        raise CannotStart(
            f"The data folder {folder.absolute()} cannot be written to ({_reason(fault)}). Make it yours, or name another: VLE_DATA=/path/to/folder."
        ) from None


def _reason(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()


def check_port(host: str, port: int) -> None:
    """`CannotStart` when somebody else listens there, or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                words = f"Port {port} is taken by another program. Stop that one, or choose another port: PORT={port + 1 if port < 65535 else 8000} make run."
            else:
                words = f"We may not listen on {host}, port {port} ({_reason(fault)}). Choose another: PORT=8000 make run."
            raise CannotStart(words) from None


@contextmanager
def opened(settings: Settings) -> Iterator[db.Database]:
    """The house's database as this process's own, with the salt of its digests; closed at the end. One that does not answer raises `CannotStart`."""
    if not (settings.database_url and settings.files_url):
        check_folder(settings.data)
    database = db.Database(settings.database)
    try:
        migrations.revision(database)
        house_settings.use(settings)
        db.use(database)
        audit.use_salt(house_settings.secret(settings))
        yield database
    finally:
        db.use(None)
        database.close()


def prepare(database: db.Database) -> None:
    """Bring the tables up to date, and with them the catalogue of qualifications and the rules of the alerts, which belong to the product."""
    migrations.upgrade(database)
    with database.transaction() as session:
        catalogue.load(session)
        due.load_rules(session)


def check_tables(database: db.Database) -> None:
    """`CannotStart` unless the tables are those that this programme knows."""
    state = migrations.refuse_newer(database)
    if state is not migrations.State.AT_HEAD:
        raise CannotStart("The database's tables are not up to date. Run `vle migrate`, then this again.")


def write_revision(title: str) -> Path:
    """For developers: a new migration with what `models` has and the migrations so far have not."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = db.Database(f"sqlite:///{Path(folder) / 'scratch.db'}")
        try:
            migrations.upgrade(scratch)
            return migrations.write_revision(scratch, title)
        finally:
            scratch.close()


@contextmanager
def stopping_quietly(say: Say) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the process without complaint, with 0. The server, once it runs, has its own way of stopping."""

    def stop(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped.")
        raise SystemExit(0) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def wait_and_say(settings: Settings, say: Say, words: str) -> None:
    """Once somebody can reach us, say `words`. Runs beside the server, which does not return."""

    def wait() -> None:
        for _ in range(600):
            with closing(socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)) as probe:
                if probe.connect_ex((settings.host, settings.port)) == 0:
                    return say(words)
            time.sleep(0.1)
        return None

    threading.Thread(target=wait, name="vle-welcome", daemon=True).start()


def welcome(settings: Settings) -> str:
    """What a newcomer to practice reads: the address, and three things to try."""
    house = settings.address
    return "\n".join((
        "",
        f"The learning environment is open at {house}",
        "",
        "Three things to try:",
        f"  1. Sign in as the participant with one click at {house}{addresses.SIGN_IN}, open the next task and hand in a file.",
        f"  2. Sign in as the tutor in a private window and keep {house}{addresses.MARKING} open: work appears there the moment it is handed in.",
        f"  3. Read what people were told, as e-mail, at {house}{addresses.MAILBOX}.",
        "",
        "Stop it with Ctrl-C. What you do is kept for the next start.",
    ))
