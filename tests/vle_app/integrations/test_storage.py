"""A folder and memory keep bytes alike."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from vle_app.errors import TooLarge
from vle_app.integrations import storage
from vle_app.settings import Settings


@pytest.fixture(params=["folder", "memory", "address"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> storage.Kept:
    if request.param == "address":
        return storage.opened(Settings(data=tmp_path, files_url="memory:///"))
    return storage.in_folder(tmp_path / "files") if request.param == "folder" else storage.in_memory()


async def _blocks(count: int, fail: bool = False) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 2**20
    if fail:
        raise TooLarge("enough")


async def _keys(store: storage.Kept) -> list[str]:
    return [key async for key, _ in store.listed()]


async def test_what_is_put_comes_back(store: storage.Kept) -> None:
    await store.put("one", _blocks(12))
    assert await store.size("one") == 12 * 2**20
    assert sum([len(chunk) async for chunk in await store.stream("one")]) == 12 * 2**20
    assert await store.part("one", 12 * 2**20 - 3, 3) == b"xxx"
    assert await _keys(store) == ["one"]


async def test_a_put_that_breaks_off_leaves_nothing(store: storage.Kept, tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="enough"):
        await store.put("one", _blocks(12, fail=True))
    assert await _keys(store) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_deleting_twice_is_quiet(store: storage.Kept) -> None:
    await store.put("one", _blocks(1))
    await store.delete("one")
    await store.delete("one")
    with pytest.raises(FileNotFoundError):
        await store.stream("one")


async def test_a_folder_is_closed_to_others(tmp_path: Path) -> None:
    storage.opened(Settings(data=tmp_path / "new"))
    assert (tmp_path / "new" / "files").stat().st_mode & 0o077 == 0
