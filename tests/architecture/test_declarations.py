"""What is declared is used; what is used is declared."""

import re
from collections.abc import Iterable

import pytest

from shuren.kernel.access import PERMISSIONS, ROLES
from shuren.kernel.audit.labels import AUDIT_LABELS
from shuren.kernel.events.declare import EVENTS
from shuren.kernel.jobs.declare import JOBS
from tests.architecture import source

pytestmark = pytest.mark.pure


def assigned(pattern: str) -> dict[str, str]:
    """Return the constants that declarations are assigned to, with the file each is declared in."""
    return {
        match.group(1): source.named(path)
        for path in source.python_files("shuren")
        for match in re.finditer(rf"^(\w+) = {pattern}\(", source.text(path), re.MULTILINE)
    }


def unused(names: Iterable[str]) -> list[str]:
    """Return the names that occur in no more than the line that declares them."""
    everything = "\n".join(source.text(path) for path in source.python_files("shuren"))
    return [name for name in names if len(re.findall(rf"\b{name}\b", everything)) < 2]


def test_every_permission_is_used() -> None:
    idle = unused(assigned("permission"))
    assert not idle, f"A permission that nothing asks for grants nothing; use it in a policy or delete it: {idle}"


def test_every_audit_label_is_used() -> None:
    idle = unused(assigned("audit_label"))
    assert not idle, f"Record the deed, or delete its label: {idle}"


def test_every_job_is_started() -> None:
    everything = "\n".join(source.text(path) for path in source.python_files("shuren"))
    idle = [
        job.name
        for job in JOBS
        if everything.count(f'"{job.name}"') < 2 and len(re.findall(rf"\b{job.call.__name__}\b", everything)) < 2
    ]
    assert not idle, f"Nothing starts these jobs: {idle}"


def test_every_event_is_announced() -> None:
    announcing = [path for path in source.python_files("shuren") if "announce(" in source.text(path)]
    everything = "\n".join(source.text(path) for path in announcing)
    silent = [item.__name__ for item in EVENTS if not re.search(rf"\b{item.__name__}\b", everything)]
    assert not silent, f"Announce the event in the action that makes it happen, or delete it: {silent}"


def test_permissions_are_named_after_their_package() -> None:
    wrong = [item.code for item in PERMISSIONS if not re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", item.code)]
    assert not wrong, f"A permission's code reads package.verb_noun: {wrong}"


def test_audit_labels_are_named_after_their_package() -> None:
    wrong = [item.code for item in AUDIT_LABELS if not re.fullmatch(r"[a-z]+\.[a-z_]+\.[a-z_]+", item.code)]
    assert not wrong, f"A label's code reads package.subject.verb: {wrong}"


@pytest.mark.parametrize("permission", list(PERMISSIONS), ids=lambda item: item.code)
def test_a_permission_says_why_its_holders_need_it(permission: object) -> None:
    assert str(getattr(permission, "why", "")).endswith("。"), "`why` is a Chinese sentence ending in 。"


def test_every_role_holds_a_permission() -> None:
    idle = [role.code for role in ROLES if not any(role.code in item.holders for item in PERMISSIONS)]
    assert not idle
