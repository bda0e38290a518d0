"""Processes that walk at the same time."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.synchronize import Barrier
from time import perf_counter

from bench import measuring

_together: Barrier


@contextmanager
def processes(count: int) -> Iterator[Callable[[str, int, int], int]]:
    """Start so many; give what lets each do one walk, and returns the steps that all did together in a second."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(count, _begin, [context.Barrier(count)]) as pool:

        def walk(name: str, cases: int, piece: int = 1) -> int:
            told = pool.starmap(_walk, [(name, number, cases, piece) for number in range(count)], chunksize=1)
            return round(sum(steps for steps, _ in told) / max(seconds for _, seconds in told))

        yield walk


def _begin(together: Barrier) -> None:
    global _together  # noqa: PLW0603  handed to each process when it starts
    _together = together
    measuring.prepare(migrated=True)


def _walk(name: str, number: int, cases: int, piece: int) -> tuple[int, float]:
    module, _, kind = name.partition(".")
    walk = getattr(import_module(f"bench.cases.{module}"), kind)(number, cases, piece)
    _together.wait()
    began = perf_counter()
    steps: int = walk.go()
    return steps, perf_counter() - began
