"""A client that speaks Reflex's socket protocol as the browser does: one tab, without the browser."""

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import websockets

SPACE = "/_event"
ROOT = "reflex___state____state"


@dataclass
class Tab:
    """One open page. `received` is the sum of bytes that came in; `params` is what the path holds for the varying parts of its route.

    `hashes` is what a browser sends on its first connect: digests of the states compiled into the page, so that it is sent only what differs.
    """

    base: str
    cookie: str
    path: str
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    received: int = 0
    origin: str | None = None
    params: dict[str, str] = field(default_factory=dict)
    hashes: list[str] = field(default_factory=list)

    async def open(self) -> "Tab":
        """Connect, hydrate and load the page; returns when the page's loader has answered."""
        await self.connect()
        await self.until(lambda delta: delta.get(ROOT, {}).get("is_hydrated_rx_state_") is True)
        return self

    async def connect(self) -> None:
        """Connect and ask to be hydrated; waits for nothing."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self.socket = await websockets.connect(
            f"{self.base.replace('http', 'ws', 1)}{SPACE}/?EIO=4&transport=websocket&token={self.token}",
            additional_headers=headers, origin=self.origin or self.base, max_size=None, compression="deflate", ping_interval=None, open_timeout=20,  # type: ignore[arg-type]
        )
        await self.socket.recv()
        boot = {"event": self._event(f"{ROOT}.hydrate_and_load", {"hashes": self.hashes} if self.hashes else {})}
        await self.socket.send(f"40{SPACE}," + json.dumps(boot))
        self.updates: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for message in self.socket:
                text = message if isinstance(message, str) else message.decode()
                self.received += len(text)
                if text == "2":
                    await self.socket.send("3")
                elif text.startswith(f"42{SPACE},"):
                    name, *rest = json.loads(text[len(SPACE) + 3 :])
                    if name == "event" and rest:
                        self.updates.put_nowait(rest[0])
        except websockets.ConnectionClosed:
            pass
        self.updates.put_nowait({"closed": True})

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "payload": payload, "router_data": {"pathname": self.path, "asPath": self.path, "query": self.params}}

    async def fire(self, name: str, payload: dict[str, Any] | None = None) -> None:
        """Send an event and wait for nothing."""
        await self.socket.send(f"42{SPACE}," + json.dumps(["event", self._event(name, payload or {})]))

    async def call(self, name: str, payload: dict[str, Any] | None = None, timeout: float = 20) -> tuple[dict[str, Any], float]:
        """Send an event; its first update, and the seconds until that came."""
        while not self.updates.empty():
            self.updates.get_nowait()
        started = time.perf_counter()
        await self.fire(name, payload)
        update = await asyncio.wait_for(self.updates.get(), timeout)
        return update, time.perf_counter() - started

    async def until(self, wanted: Any, timeout: float = 20) -> dict[str, Any]:
        """The first delta for which `wanted(delta)` is true. `ConnectionError` when the socket is closed before."""
        async with asyncio.timeout(timeout):
            while True:
                update = await self.updates.get()
                if update.get("closed"):
                    raise ConnectionError("the socket was closed")
                delta = update.get("delta") or {}
                if wanted(delta):
                    return delta

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()
        self.reader.cancel()
