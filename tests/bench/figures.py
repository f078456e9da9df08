"""What was measured, and how it is printed: beside its bar, and beside what a tuned Moodle 5.1 does."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure in its unit. `bar` is the most it may be, or with `is_floor` the least; None is only told. `low` and `high` are of the same runs."""

    what: str
    value: float
    unit: str
    bar: float | None = None
    low: float | None = None
    high: float | None = None
    is_floor: bool = False
    moodle: str = ""
    load: float = field(default_factory=lambda: os.getloadavg()[0])

    @property
    def is_missed(self) -> bool:
        return self.bar is not None and (self.value < self.bar if self.is_floor else self.value > self.bar)


def median(what: str, values: Sequence[float], unit: str, bar: float | None = None, moodle: str = "") -> Figure:
    """The median of several runs, with the least and the most."""
    return Figure(what, statistics.median(values), unit, bar, min(values), max(values), moodle=moodle)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def written(value: float) -> str:
    """A figure as people write it: three digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def shown(figures: Sequence[Figure]) -> Table:
    """The table. A bar that was missed is marked in words."""
    table = Table("What")
    for head in ("Bar", "Here", "Least to most", "Moodle 5.1", "Load", ""):
        table.add_column(head, justify="left" if head == "" else "right")
    for one in figures:
        bar = "" if one.bar is None else f"{'≥' if one.is_floor else '≤'} {one.bar:g} {one.unit}"
        spread = "" if one.low is None or one.high is None else f"{written(one.low)} to {written(one.high)}"
        verdict = "" if one.bar is None else "[red bold]MISSED[/]" if one.is_missed else "[green]met[/]"
        table.add_row(one.what, bar, f"{written(one.value)} {one.unit}", spread, one.moodle, f"{one.load:.1f}", verdict)
    return table


def tell(console: Console, figures: Sequence[Figure], notes: Sequence[str]) -> None:
    """Print everything, and end with the count of bars that were missed."""
    console.print(shown(figures))
    for note in notes:
        console.print(f"· {note}", markup=False)
    missed = [one.what for one in figures if one.is_missed]
    console.print(f"MISSED: {', '.join(missed)}." if missed else "Every bar was met.", markup=False)
