"""Jobs, declared."""

from collections.abc import Callable
from dataclasses import dataclass

from shuren.kernel.registry import Registry
from shuren.kernel.words import Words


@dataclass(frozen=True)
class Job:
    name: str
    label: Words
    call: Callable[..., None]
    queue: str


JOBS: Registry[Job] = Registry("jobs", key=lambda item: item.name)


def job(name: str, *, label: Words, queue: str = "default") -> Callable[[Callable[..., None]], Job]:
    """Declare a job; the decorated name becomes the Job that `start` takes."""

    def declare(call: Callable[..., None]) -> Job:
        return JOBS.add(Job(name, label, call, queue))

    return declare
