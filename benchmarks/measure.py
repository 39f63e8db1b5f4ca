"""Measuring on a noisy machine: contenders take turns, medians are printed, and the ratio is what counts.

    compare(
        {"ours": rule_ten_thousand, "dict look-up": look_up_ten_thousand},
        title="Rulings", unit="rulings/s", goal=300_000,
    )

Each contender does one batch and returns how many units it did. Where a batch needs something fresh (an empty
database), pass `Contender(run, prepare)`: what `prepare` returns is given to `run`, and preparing is not timed.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Contender:
    """One of those compared: `run(prepare())`, or `run()` without `prepare`; returns the units that it did."""

    run: Callable[..., int]
    prepare: Callable[[], Any] | None = None

    def batch(self) -> float:
        """Units a second over one batch."""
        arguments = () if self.prepare is None else (self.prepare(),)
        with _no_collection():
            started = perf_counter()
            units = self.run(*arguments)
            seconds = perf_counter() - started
        if not units:
            raise ValueError("a contender did nothing: it must return how many units it did")
        return units / seconds


@dataclass(frozen=True)
class Result:
    """Units a second of each contender, one figure a round, in the order in which they were given."""

    title: str
    unit: str
    rates: Mapping[str, list[float]]
    goal: float | None = None
    goal_ratio: float | None = None
    notes: list[str] = field(default_factory=list)

    def median(self, name: str) -> float:
        """The middle figure of one contender."""
        return statistics.median(self.rates[name])

    def ratio(self, name: str, to: str) -> float:
        """`name` over `to`: the middle of the ratios of each round, since a round's two figures share its noise."""
        return statistics.median(a / b for a, b in zip(self.rates[name], self.rates[to], strict=True))

    def lines(self) -> Iterator[str]:
        """The table, as a person reads it. The first contender is ours; the others are yardsticks."""
        ours = next(iter(self.rates))
        width = max(len(name) for name in self.rates)
        yield f"{self.title}  ({self.unit}, {len(self.rates[ours])} rounds, interleaved)"
        for name, rates in self.rates.items():
            beside = "" if name == ours else f"   {ours} / {name} = {self.ratio(ours, name):.2f}"
            spread = f"{min(rates):,.0f} to {max(rates):,.0f}"
            yield f"  {name:<{width}}  median {self.median(name):>13,.0f}   {spread:<26}{beside}".rstrip()
        yield from (f"  {line}" for line in self._verdicts(ours))
        yield from (f"  {note}" for note in self.notes)

    def _verdicts(self, ours: str) -> Iterator[str]:
        if self.goal is not None:
            met = "met" if self.median(ours) >= self.goal else "MISSED"
            yield f"goal {self.goal:,.0f} {self.unit}: {met}"
        if self.goal_ratio is not None:
            yardstick = list(self.rates)[1]
            met = "met" if self.ratio(ours, yardstick) >= self.goal_ratio else "MISSED"
            yield f"goal {self.goal_ratio:.0%} of {yardstick}: {met}"


@contextmanager
def _no_collection() -> Iterator[None]:
    """Garbage is collected before a batch, not in the middle of one contender's."""
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def compare(
    contenders: Mapping[str, Callable[[], int] | Contender],
    *,
    title: str,
    unit: str,
    rounds: int = 7,
    goal: float | None = None,
    goal_ratio: float | None = None,
    notes: list[str] | None = None,
) -> Result:
    """Run every contender once to warm up, then `rounds` times in turn, print the table and return the figures.

    The first contender is ours. `goal` is in units a second; `goal_ratio` is ours over the second contender.
    """
    ready = {name: one if isinstance(one, Contender) else Contender(one) for name, one in contenders.items()}
    for contender in ready.values():
        contender.batch()
    rates: dict[str, list[float]] = {name: [] for name in ready}
    for number in range(rounds):
        # Odd rounds go backwards, so that nobody always runs second.
        for name in list(ready) if number % 2 == 0 else reversed(list(ready)):
            rates[name].append(ready[name].batch())
    result = Result(title, unit, rates, goal, goal_ratio, notes or [])
    print("\n".join(result.lines()), flush=True)
    return result
