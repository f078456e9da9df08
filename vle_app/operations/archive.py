"""The backup archive: a tar.gz with the database, every file, and a manifest that names each by its SHA-256."""

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO
from zlib import error as ZlibError  # noqa: N812  it is an exception, and named like one here

from vle_app.errors import Refusal

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files/"
_NAME = re.compile(r"database\.(?:sqlite3|dump)|files/[A-Za-z0-9_-][A-Za-z0-9._-]*")
_BLOCK = 2**20


@dataclass(slots=True)
class Manifest:
    """What an archive holds. `secret` is a fingerprint, from which the secret cannot be had."""

    made_at: str
    version: str
    revision: str
    kind: str
    secret: str
    counts: dict[str, int] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def database(self) -> str:
        """The name of the database among the members."""
        return "database.sqlite3" if self.kind == "sqlite" else "database.dump"

    @property
    def file_count(self) -> int:
        return sum(name.startswith(FILES) for name in self.members)


def secret_fingerprint(secret: bytes) -> str:
    """Sixteen letters that tell whether two secrets are the same, and nothing else about them."""
    return hashlib.sha256(b"fingerprint of the house's secret\0" + secret).hexdigest()[:16]


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self.digest.update(block)
        return block


class Writer:
    """Adds members to an archive that is being made, and their fingerprints to its manifest."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar, self.manifest = tar, manifest

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """Add the next `size` bytes of `source` under `name`."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashing = _Hashing(source)
        self._tar.addfile(info, hashing)
        self.manifest.members[name] = hashing.digest.hexdigest()


@contextmanager
def writing(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """Make an archive. It has its name only once it is whole, and only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.touch(mode=0o600)
        with tarfile.open(unfinished, "w:gz", compresslevel=3) as tar:
            writer = Writer(tar, manifest)
            yield writer
            _add_manifest(tar, manifest)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    words = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(words), 0o600
    tar.addfile(info, BytesIO(words))


def _damaged(why: str) -> Refusal:
    return Refusal(f"This archive cannot be used: {why} Nothing was changed. Try the backup before it.")


def unpack(path: Path, into: dict[str, Path]) -> Manifest:
    """Take an archive apart and check every fingerprint: the database goes to `into["database"]`, files below `into["files"]`.
    Refuses whatever is damaged, cut short, or not made by us; then what was written there is worth nothing."""
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:gz") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None:
                    raise _damaged(f"{member.name} is not a plain file.")
                if member.name == MANIFEST:
                    manifest = _read_manifest(source.read())
                elif _NAME.fullmatch(member.name) and member.name not in found:
                    found[member.name] = _write(source, _place(member.name, into))
                else:
                    raise _damaged(f"{member.name[:80]} does not belong in a backup.")
    except (tarfile.TarError, EOFError, ZlibError, OSError, ValueError) as fault:
        raise _damaged(f"it is damaged or not a backup ({fault}).") from None
    if manifest is None:
        raise _damaged("it ends before its list of contents, so it was cut short.")
    _compare(found, manifest)
    return manifest


def _place(name: str, into: dict[str, Path]) -> Path:
    return into["files"] / name.removeprefix(FILES) if name.startswith(FILES) else into["database"]


def _read_manifest(words: bytes) -> Manifest:
    said = json.loads(words)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise _damaged("a newer version of the learning environment made it.")
    try:
        return Manifest(**said)
    except TypeError:
        raise _damaged("its list of contents is not one of ours.") from None


def _write(source: IO[bytes], to: Path) -> str:
    digest = hashlib.sha256()
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with to.open("xb") as target:
        to.chmod(0o600)
        while block := source.read(_BLOCK):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _compare(found: dict[str, str], manifest: Manifest) -> None:
    if manifest.database not in found:
        raise _damaged("it holds no database.")
    for name in sorted(found.keys() | manifest.members.keys()):
        if name not in found:
            raise _damaged(f"{name} is missing.")
        if found[name] != manifest.members.get(name):
            raise _damaged(f"{name} is not as it was when the backup was made.")
