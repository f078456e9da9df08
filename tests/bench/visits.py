"""How many dashboards one process opens in a second: connect, hydrate, load, close, from a few clients at once."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

import psutil

from tests.bench.figures import Figure, quantile
from tests.bench.house import House, People, Server, compiled_hashes
from tests.socket_client import ROOT, Tab
from vle_app import addresses

TODAY = f"{ROOT}.pages___participant___today____today"
CLIENTS = 12
WARM_UP = 2.0


async def loaded(tab: Tab, state: str = TODAY) -> None:
    """Connect, and wait until the page's rows have come and everything is loaded. A page without rows is an error."""
    has_rows = False

    def is_complete(delta: dict[str, Any]) -> bool:
        nonlocal has_rows
        has_rows = has_rows or state in delta
        return delta.get(ROOT, {}).get("is_hydrated_rx_state_") is True

    await tab.connect()
    await tab.until(is_complete)
    if not has_rows:
        raise RuntimeError(f"{tab.path} loaded without its rows")


@dataclass
class _Counted:
    seconds: list[float] = field(default_factory=list)
    is_counting: bool = False


def measure(house: House, people: People, server: Server, seconds: float) -> list[Figure]:
    """Visits a second over so many seconds, what one costs the server, and how long one takes."""
    return asyncio.run(_measure(house, people, server, seconds))


async def _measure(house: House, people: People, server: Server, seconds: float) -> list[Figure]:
    turn, hashes, counted = itertools.cycle(people.participants), compiled_hashes(), _Counted()
    stop = asyncio.Event()
    clients = [asyncio.create_task(_client(house.base, turn, hashes, counted, stop)) for _ in range(CLIENTS)]
    await asyncio.sleep(WARM_UP)
    counted.is_counting = True
    generator = psutil.Process()
    cpu, own, started = server.cpu(), sum(generator.cpu_times()[:2]), time.perf_counter()
    await asyncio.sleep(seconds)
    counted.is_counting = False
    took, cpu, own = time.perf_counter() - started, server.cpu() - cpu, sum(generator.cpu_times()[:2]) - own
    stop.set()
    await asyncio.gather(*clients)
    count = len(counted.seconds)
    return [
        Figure("Dashboard visits in one process", count / took, "/s", 130, is_floor=True, moodle="13 /s"),
        Figure("  server CPU a visit", 1000 * cpu / count, "ms"),
        Figure(f"  p95 of a visit, {CLIENTS} clients at once", 1000 * quantile(counted.seconds, 0.95), "ms"),
        Figure("  generator's CPU", 100 * own / took, "%"),
    ]


async def _client(base: str, turn: Any, hashes: list[str], counted: _Counted, stop: asyncio.Event) -> None:
    while not stop.is_set():
        tab = Tab(base, next(turn).cookie, addresses.ME, hashes=hashes)
        started = time.perf_counter()
        await loaded(tab)
        if counted.is_counting:
            counted.seconds.append(time.perf_counter() - started)
        await tab.close()
