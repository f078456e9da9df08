"""Where file bytes are kept: a folder, an S3 bucket, or memory, behind one protocol."""

from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

import obstore
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

from vle_app.settings import Settings

_PART = 5 * 2**20  # S3 takes no smaller parts
_CHUNK = 256 * 2**10


class Store(Protocol):
    """Bytes under a key. A put is all or nothing: when `chunks` raises, nothing is kept and the same error comes out."""

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> None:
        """Keep what arrives. Nobody sees the key before the last byte is there."""

    async def size(self, key: str) -> int:
        """How many bytes are kept. `FileNotFoundError` when there are none under that key."""

    async def part(self, key: str, start: int, length: int) -> bytes:
        """Some of the bytes."""

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The bytes, a quarter of a megabyte at a time. `FileNotFoundError` before the first when there are none."""

    async def delete(self, key: str) -> None:
        """Forget the bytes; quietly when there are none."""

    def listed(self) -> AsyncIterator[tuple[str, datetime]]:
        """Every key, with when it was put."""


class Kept:
    """The store over `obstore`: the same code for a folder, S3 and memory."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, chunks: AsyncIterable[bytes]) -> None:
        """Streamed in parts; at most two parts of 5 MB are in memory."""
        await obstore.put_async(self._store, key, aiter(chunks), use_multipart=True, chunk_size=_PART, max_concurrency=2)

    async def size(self, key: str) -> int:
        return (await obstore.head_async(self._store, key))["size"]

    async def part(self, key: str, start: int, length: int) -> bytes:
        return bytes(await obstore.get_range_async(self._store, key, start=start, length=length)) if length > 0 else b""

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        got = await obstore.get_async(self._store, key)
        return aiter(got.stream(min_chunk_size=_CHUNK))

    async def delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, key)
        except FileNotFoundError:
            return

    async def listed(self) -> AsyncIterator[tuple[str, datetime]]:
        async for page in obstore.list(self._store):
            for item in page:
                yield item["path"], item["last_modified"]


def in_folder(folder: Path) -> Kept:
    """Bytes in files of a folder that only its owner may enter."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Kept(LocalStore(folder))


def in_memory() -> Kept:
    """Bytes that end with the process: for tests."""
    return Kept(MemoryStore())


def opened(settings: Settings) -> Kept:
    """The store that the settings name: an address such as `s3://bucket/prefix` (its keys from the usual AWS variables), else the folder."""
    return Kept(from_url(settings.files_url)) if settings.files_url else in_folder(settings.files)
