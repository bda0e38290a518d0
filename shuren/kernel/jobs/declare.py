"""Jobs, declared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from shuren.kernel.registry import Registry


class Working(Protocol):
    """A job's function: takes its Progress first, then `actor` and its own arguments by keyword."""

    __module__: str
    __name__: str

    def __call__(self, progress: Any, /, **arguments: Any) -> None: ...


@dataclass(frozen=True)
class Job:
    name: str
    label: str
    call: Callable[..., None]
    queue: str


JOBS: Registry[Job] = Registry("jobs", key=lambda item: item.name)


def job(name: str, *, label: str, queue: str = "default") -> Callable[[Callable[..., None]], Job]:
    """Declare a job; the decorated name becomes the Job that `start` takes."""

    def declare(call: Callable[..., None]) -> Job:
        return JOBS.add(Job(name, label, call, queue))

    return declare
