"""System checks over the kernel's registries: what is declared wrongly is told before anything runs."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from shuren.kernel.access import PERMISSIONS, ROLES
from shuren.kernel.workflow.declare import WORKFLOWS


@register
def permissions_have_holders(**_kwargs: Any) -> list[CheckMessage]:
    """shuren.P001: a permission names a role that nobody declared, or no role at all."""
    return [
        Error(f"Permission {item.code}: role {holder!r} is not declared.", id="shuren.P001")
        for item in PERMISSIONS
        for holder in item.holders or ("",)
        if holder not in ROLES
    ]


@register
def workflow_states_are_reached(**_kwargs: Any) -> list[CheckMessage]:
    """shuren.W003: a workflow has a state that nothing leads to."""
    return [
        Error(f"Workflow {item.__name__}: nothing leads to {', '.join(sorted(lost))}.", id="shuren.W003")
        for item in WORKFLOWS
        if (lost := item.unreachable())
    ]
