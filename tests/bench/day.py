"""Two hundred people with their pages open, each doing one thing a second: mostly reading, sometimes ticking off, now and then opening the page again."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import psutil

from tests.bench.figures import Figure, quantile
from tests.bench.house import House, Participant, People, Server, compiled_hashes
from tests.bench.visits import TODAY, loaded
from tests.socket_client import ROOT, Tab
from vle_app import addresses

ON_LOAD = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
WORK = f"{ROOT}.pages___participant___work____work"
MIX = {"read": 0.7, "write": 0.2, "load": 0.1}
SAID = {"read": "dashboard read", "write": "tick off or undo", "load": "page opened"}


@dataclass
class Counted:
    """Seconds of each action by its kind, and how many were not answered."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in MIX})
    failures: list[str] = field(default_factory=list)
    is_counting: bool = False


class Person:
    """One participant at one tab: their piece of work was opened once, their dashboard stays open."""

    def __init__(self, base: str, who: Participant, hashes: list[str]) -> None:
        self.who, self.is_ticked = who, who.is_ticked
        self.tab = Tab(base, who.cookie, addresses.ME, hashes=hashes)
        self.actions: dict[str, Callable[[], Awaitable[None]]] = {"read": self.read, "write": self.write, "load": self.load}

    async def begin(self) -> None:
        """Open the work, then the dashboard. Whoever was thrown out begins here again."""
        self.tab.path, self.tab.params = addresses.work(self.who.tick_id), {"task_id": self.who.tick_id}
        await loaded(self.tab, WORK)
        self.tab.path, self.tab.params = addresses.ME, {}
        await self.load()

    async def read(self) -> None:
        self._forget_news()
        await self.tab.fire(f"{TODAY}.refresh")
        await self.tab.until(lambda delta: TODAY in delta)

    def _forget_news(self) -> None:
        """What the page was told meanwhile is not the answer to what is asked next."""
        while not self.tab.updates.empty():
            self.tab.updates.get_nowait()

    async def write(self) -> None:
        """Saved in a transaction, told to every page that shows it (their own dashboard too), and answered."""
        self._forget_news()
        await self.tab.fire(f"{WORK}.{'reopen' if self.is_ticked else 'finish'}")
        self.is_ticked = not self.is_ticked
        await self.tab.until(lambda delta: WORK in delta)

    async def load(self) -> None:
        """The dashboard opened again from another page, over the open socket."""
        self._forget_news()
        await self.tab.fire(ON_LOAD)
        await self.tab.until(lambda delta: delta.get(ROOT, {}).get("is_hydrated_rx_state_") is True)

    async def live(self, counted: Counted, rng: random.Random, stop: asyncio.Event) -> None:
        """One action a second until told to stop, beginning somewhere within the first."""
        due = time.perf_counter() + rng.random()
        while not stop.is_set():
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            kind = rng.choices(list(MIX), list(MIX.values()))[0]
            started = time.perf_counter()
            try:
                await self.actions[kind]()
            except (TimeoutError, ConnectionError, OSError, RuntimeError) as fault:
                counted.failures.append(f"{kind}: {fault!r}")
                await self.tab.close()
                await self.begin()
            else:
                if counted.is_counting:
                    counted.seconds[kind].append(time.perf_counter() - started)
            due = max(due + 1, time.perf_counter())


def measure(house: House, people: People, server: Server, *, warm_up: float, seconds: float) -> tuple[list[Figure], list[str]]:
    """The latency of an action, what one costs the server, and its memory while all are connected; with what went wrong."""
    return asyncio.run(_measure(house, people, server, warm_up, seconds))


async def _measure(house: House, people: People, server: Server, warm_up: float, seconds: float) -> tuple[list[Figure], list[str]]:
    hashes, counted, stop, rng = compiled_hashes(), Counted(), asyncio.Event(), random.Random(1)  # noqa: S311  the same day each time
    empty = server.pss()
    crowd = [Person(house.base, who, hashes) for who in people.participants]
    for first in range(0, len(crowd), 20):
        await asyncio.gather(*(person.begin() for person in crowd[first : first + 20]))
    tasks = [asyncio.create_task(person.live(counted, random.Random(rng.random()), stop)) for person in crowd]  # noqa: S311
    await asyncio.sleep(warm_up)
    counted.is_counting = True
    generator = psutil.Process()
    cpu, own, started = server.cpu(), sum(generator.cpu_times()[:2]), time.perf_counter()
    await asyncio.sleep(seconds)
    took, cpu, own = time.perf_counter() - started, server.cpu() - cpu, sum(generator.cpu_times()[:2]) - own
    counted.is_counting = False
    full = server.pss()
    stop.set()
    await asyncio.gather(*tasks)
    await asyncio.gather(*(person.tab.close() for person in crowd))
    return _figures(counted, len(crowd), took, cpu, own, empty, full)


def _figures(counted: Counted, people: int, took: float, cpu: float, own: float, empty: float, full: float) -> tuple[list[Figure], list[str]]:
    taken = {kind: [1000 * second for second in seconds] for kind, seconds in counted.seconds.items()}
    everything = [each for kind in taken.values() for each in kind]
    figures = [
        Figure(f"{people} connected, one action a second: p95", quantile(everything, 0.95), "ms", 60, min(everything), max(everything)),
        Figure("  server CPU an action", 1000 * cpu / len(everything), "ms", 3),
        Figure("  PSS with all connected", full, "MB", 200, moodle="265 MB"),
        Figure("  PSS before anybody came", empty, "MB"),
        Figure("  actions answered", len(everything) / took, "/s"),
        *(Figure(f"  p95, {SAID[kind]}", quantile(found, 0.95), "ms", low=min(found), high=max(found)) for kind, found in taken.items() if found),
        Figure("  generator's CPU", 100 * own / took, "%"),
    ]
    notes = [f"{len(counted.failures)} actions failed, the first of them {counted.failures[0]}."] if counted.failures else []
    return figures, notes
