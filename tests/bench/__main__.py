"""`python -m tests.bench`: lays out a fresh pilot, serves it, measures it from outside, and prints the figures beside their bars."""

import argparse
import os
import socket
import sys
import tempfile
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psutil
from rich.console import Console

from tests.bench import day, figures, hand_ins, screens, visits
from tests.bench.figures import Figure
from tests.bench.house import House, Server, serving
from vle_app.operations import build

PARTS = ("screens", "visits", "hand-in", "day", "seed")
MANY = 5_000


def main() -> None:
    """Measure all parts, or those named. A bar that is missed is marked, and is not a failure of the bench."""
    asked = _asked()
    console = Console(width=max(132, Console().width), highlight=False)
    build.build(lambda words: console.print(words, markup=False))
    with tempfile.TemporaryDirectory(prefix="vle-bench-") as folder:
        house = House(Path(folder), asked.port or _free_port())
        found, notes = _measured(console, house, asked)
    figures.tell(console, found, [*_where(), *notes])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="The figures of the sample pilot on this machine.")
    parser.add_argument("--quick", action="store_true", help="shorter loads and fewer runs: to see that it works, not to quote")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be given several times")
    parser.add_argument("--port", type=int, default=0, help="the server's port; otherwise any that is free")
    return parser.parse_args()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _measured(console: Console, house: House, asked: argparse.Namespace) -> tuple[list[Figure], list[str]]:
    parts, is_quick = asked.only or PARTS, asked.quick
    found: list[Figure] = []
    notes: list[str] = []
    console.print("Laying out the pilot …", markup=False)
    house.vle("seed", "--yes")
    people = house.sign_everybody_in()
    if "screens" in parts:
        with _served(console, house, "the dashboard in a browser"):
            found += screens.measure(house, people, 3 if is_quick else 7)
    if "visits" in parts:
        with _served(console, house, "visits a second") as server:
            found += visits.measure(house, people, server, 4 if is_quick else 10)
    if "hand-in" in parts:
        with _served(console, house, "handing in"):
            found += hand_ins.measure(house, people, 10 if is_quick else 48)
    if "day" in parts:
        with _served(console, house, "two hundred people connected") as server:
            more, faults = day.measure(house, people, server, warm_up=5 if is_quick else 20, seconds=10 if is_quick else 60)
            found, notes = found + more, notes + faults
    if "seed" in parts:
        console.print(f"Laying out {MANY} participants …", markup=False)
        found.append(Figure(f"Laying out {MANY:,} participants", house.vle("seed", "--participants", str(MANY), "--yes"), "s", 60))
    return found, notes


def _served(console: Console, house: House, what: str) -> AbstractContextManager[Server]:
    console.print(f"Measuring {what} …", markup=False)
    return serving(house)


def _where() -> list[str]:
    cores, loads = psutil.cpu_count() or 0, " ".join(f"{load:.1f}" for load in os.getloadavg())
    return [
        f"Python {sys.version.split()[0]}; {cores} cores, shared by server, database, browser and generator. Load average now: {loads}.",
        f"Load is the average of the minute before the figure was taken. Well above {cores}, others were at work and the figure says little.",
        "Transferred: HTTP answers as encoded, headers included, and the messages of the socket as the server packs them.",
        "Tasks visible: the first link to a piece of work or a unit can be seen, counted from the start of navigation.",
        "The slow phone: 390 px, 1.6 Mbit/s, 150 ms, a quarter of the processor. The line's delay does not reach the messages of an open socket.",
        "An action: 70 % the dashboard read again, 20 % a task ticked off or taken up again, 10 % the page opened again from within.",
        "Moodle: a tuned 5.1, measured apart from this.",
    ]


if __name__ == "__main__":
    main()
