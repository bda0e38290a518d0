"""Choosing a class: how many sit in it and how many places are left; full ones stand last."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from shuren.modules.registry.rules.transfer import seats_left
from shuren.spine.people import api as people


class ClassSelect(forms.Select):
    """A select in which the classes named in `full` cannot be chosen."""

    full: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.full:
            option["attrs"]["disabled"] = True
        return option


def offer(
    field: Any,
    school_id: int,
    *,
    blank: tuple[str, Any],
    cohort: tuple[str, int] | None = None,
    with_full: bool = False,
) -> None:
    """Let a choice field offer a school's open classes, of one stage and year of entry with a `cohort`.

    `with_full` lets full ones be chosen: those who belong to the school already are not turned away.
    """
    sizes = people.class_sizes(school_id)
    groups = [one for one in people.groups_at(school_id) if cohort in (None, (one.stage, one.entry_year))]
    left = {one.pk: seats_left(one.stage, sizes.get(one.pk, 0)) for one in groups}
    ordered = sorted(groups, key=lambda one: left[one.pk] == 0)
    field.choices = [blank, *((str(one.pk), _told(one, sizes.get(one.pk, 0), left[one.pk])) for one in ordered)]
    if not with_full:
        field.widget.full = frozenset(str(one.pk) for one in groups if left[one.pk] == 0)


def _told(group: people.Group, size: int, left: int | None) -> str:
    if left is None:
        return gettext("{name}（{size} 人）").format(name=group.label, size=size)
    if left == 0:
        return gettext("{name}（{size} 人，已满）").format(name=group.label, size=size)
    return gettext("{name}（{size} 人，余 {left} 个学位）").format(name=group.label, size=size, left=left)
