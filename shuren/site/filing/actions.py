"""To-dos that follow from what becomes of a file."""

from django.urls import reverse
from django.utils.translation import gettext_noop

from shuren.kernel.access import ROLES
from shuren.kernel.notices import actions as notices
from shuren.kernel.tabular.models import Batch
from shuren.kernel.tabular.workflows import BatchState

CONFIRM, APPLY = "filing.confirm", "filing.apply"


def ask_to_confirm(batch_id: int) -> None:
    """Put a mass change before those who may confirm it, but for the one who uploaded it."""
    batch = Batch.objects.within("").get(pk=batch_id)
    confirmer = batch.declared.confirmer or batch.declared.permission
    for role in confirmer.holders:
        if "school" in ROLES[role].levels:
            _ask(batch, CONFIRM, gettext_noop("请复核“{workbook}”：涉及 {persons} 人的变动"), role)


def settle(batch_id: int) -> None:
    """Take the to-do of a decided file away; a confirmed one goes back to whoever fills it in."""
    notices.settle(kind=CONFIRM, subject_id=batch_id)
    batch = Batch.objects.within("").get(pk=batch_id)
    if batch.state == BatchState.READY:
        for role in batch.declared.permission.holders:
            _ask(batch, APPLY, gettext_noop("“{workbook}”已复核通过，可以写入"), role, by_uploader=True)


def done(batch_id: int) -> None:
    """Take away what asked to write a file that is now written."""
    notices.settle(kind=APPLY, subject_id=batch_id)


def _ask(batch: Batch, kind: str, title: str, role: str, *, by_uploader: bool = False) -> None:
    notices.ask(
        kind=kind,
        subject_id=batch.pk,
        title=title,
        params={"workbook": batch.declared.label, "persons": batch.persons},
        link=reverse("filing:batch", args=[batch.pk]),
        role=role,
        org_path=batch.org_path,
        not_for="" if by_uploader else batch.actor_key,
    )
