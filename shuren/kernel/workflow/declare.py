"""Workflows, declared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.registry import Registry
from shuren.kernel.words import Words

Guard = Callable[[Any, Actor], str | None]


@dataclass(frozen=True)
class Step:
    """A move from any of `source` to `target`. `unless` answers with the sentence that forbids it, or None."""

    label: Words
    source: tuple[str, ...]
    target: str
    by: Permission | Callable[[Any], Permission]
    unless: Guard | None = None
    needs_reason: bool = False
    confirm: Words = ""
    name: str = field(default="", compare=False)
    workflow: str = field(default="", compare=False)

    def needed_for(self, obj: Any) -> Permission:
        """Return the permission the step asks for; it may depend on what the step is taken with."""
        return self.by if isinstance(self.by, Permission) else self.by(obj)


class Workflow:
    """Subclass with `states`, `initial` and steps as class attributes; declaring it registers it.

    Every step is audited. Set `has_own_labels` where the actions that take the steps record labels that say more.
    """

    states: ClassVar[type[models.TextChoices]]
    initial: ClassVar[str]
    state_field: ClassVar[str] = "state"
    has_own_labels: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        for name, value in list(vars(cls).items()):
            if isinstance(value, Step):
                object.__setattr__(value, "name", name.rstrip("_"))
                object.__setattr__(value, "workflow", cls.__name__)
        WORKFLOWS.add(cls)

    @classmethod
    def steps(cls) -> tuple[Step, ...]:
        return tuple(value for value in vars(cls).values() if isinstance(value, Step))

    @classmethod
    def unreachable(cls) -> set[str]:
        """Return the states that no walk from the initial state arrives at."""
        reached, grew = {cls.initial}, True
        while grew:
            found = {step.target for step in cls.steps() if reached & set(step.source)}
            grew = not found <= reached
            reached |= found
        return set(cls.states.values) - reached

    @classmethod
    def diagram(cls) -> str:
        """Return the lifecycle as a Mermaid state diagram."""
        arrows = [f"    {source} --> {step.target}: {step.label}" for step in cls.steps() for source in step.source]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {cls.initial}", *arrows])


WORKFLOWS: Registry[type[Workflow]] = Registry("workflows", key=lambda item: item.__name__)
