"""The door to the data: pages reach the database through these and nothing else."""

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session

from pages.gate import me
from vle_app import db, settings
from vle_app.errors import NotFound, NotSignedIn
from vle_app.people.visitors import Visitor

__all__ = ["Session", "change", "glance", "look", "visit"]  # a page names the session's type by importing it from here

T = TypeVar("T")


def _visitor() -> Visitor:
    visitor = me.get()
    if visitor is None:
        raise NotSignedIn
    return visitor


async def visit(work: Callable[[Session, Visitor], T]) -> T:
    """Run `work(db, me)` in one writing transaction; a Refusal undoes all of it. Nobody signed in: `NotSignedIn`."""
    return await db.current().write(work, _visitor())


async def look(work: Callable[[Session, Visitor], T]) -> T:
    """Run `work(db, me)` for reading only. Nobody signed in: `NotSignedIn`."""
    return await db.current().read(work, _visitor())


async def change(work: Callable[[Session], T]) -> T:
    """Run `work(db)` in one writing transaction for anybody. Practice only: the real house has nothing that everybody may change."""
    if not settings.current().is_practice:
        raise NotFound
    return await db.current().write(work)


async def glance(work: Callable[[Session], T]) -> T:
    """Read what anybody may see."""
    return await db.current().read(work)
