"""Work shared out to processes of their own, each with its own database connection."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Pool:
    """Started at once and used later: while the first steps run, the processes load what they need."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor

    def each(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield the results as they come, in no order. The first failure stops the rest."""
        futures = [self._executor.submit(work, item) for item in items]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


@contextmanager
def pool(count: int) -> Iterator[Pool]:
    """Give a pool of so many processes that is gone after the block; none where `count` is 0, then it takes no work."""
    with ProcessPoolExecutor(max(1, count), mp_context=get_context("spawn"), initializer=_begin) as executor:
        for _ in range(count):
            executor.submit(_warm)
        try:
            yield Pool(executor)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _begin() -> None:
    """Set Django up; the environment says where the database is."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # the frames are small, and the other processors are taken
    from shuren.site.cli.setup import configure

    configure()
    gc.collect()
    gc.freeze()


def _warm() -> None:
    """Import what the work will need."""
    import shuren.site.demo.filing  # noqa: F401
