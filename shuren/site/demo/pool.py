"""Work shared out to processes of their own, each with its own database connection."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

from shuren.site.cli.processes import die_with_parent

WARM = "shuren.site.demo.warm"

T = TypeVar("T")
R = TypeVar("R")


class Pool:
    """Started at once and used later: while the first steps run, one process loads what all of them need."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor

    def start(self, work: Callable[[T], R], items: Iterable[T]) -> list[Future[R]]:
        """Begin with the items in their order; `finish` waits for them."""
        return [self._executor.submit(work, item) for item in items]


def finish(started: Sequence[Future[R]]) -> list[R]:
    """Wait until all are done and return their results. The first failure stops the rest."""
    try:
        for future in as_completed(started):
            future.result()
    finally:
        for future in started:
            future.cancel()
    return [future.result() for future in started]


@contextmanager
def pool(count: int) -> Iterator[Pool]:
    """Give a pool of so many processes that is gone after the block; none where `count` is 0, then it takes no work."""
    context = get_context("forkserver")
    context.set_forkserver_preload([WARM])
    with ProcessPoolExecutor(max(1, count), mp_context=context, initializer=die_with_parent) as executor:
        for _ in range(count):
            executor.submit(int)
        try:
            yield Pool(executor)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
