"""Small work beside the event that caused it: nobody waits for it, and a fault in it is written down."""

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger("background")
_tasks: set[asyncio.Task[None]] = set()


def start(work: Coroutine[Any, Any, None], context: contextvars.Context | None = None) -> None:
    """Run `work` on this event loop, in the given context or the present one."""
    task = asyncio.get_running_loop().create_task(work, context=context or contextvars.copy_context())
    _tasks.add(task)
    task.add_done_callback(_finished)


def _finished(task: asyncio.Task[None]) -> None:
    _tasks.discard(task)
    if not task.cancelled() and (fault := task.exception()):
        log.error("background work failed", exc_info=fault)
