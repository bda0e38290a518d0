"""One place to apply: everything the reader may begin, by subject, with what it needs and how long it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel import pinyin
from shuren.kernel.actors import Actor
from shuren.kernel.cases import adjustments
from shuren.kernel.cases.declare import CaseType, current
from shuren.kernel.cases.materials import from_applicant
from shuren.kernel.cases.route import Route, promised, steps
from shuren.kernel.words import translated


@dataclass(frozen=True)
class Offered:
    """One thing to apply for; `days` are the working days promised for all steps, 0 for no promise."""

    group: str
    label: str
    brief: str
    materials: tuple[str, ...]
    days: int
    steps: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]  # what a way to begin is called, and its address

    def answers(self, text: str) -> bool:
        """Say whether somebody who types this may mean it: part of any word shown, or the initials of its name."""
        shown = " ".join((self.group, self.label, self.brief, *self.materials)).lower()
        return text.lower() in shown or pinyin.initials(self.label).startswith(text.lower())


def offered_to(actor: Actor, text: str = "") -> list[tuple[str, list[Offered]]]:
    """Return what an actor may apply for and what answers to a search, by heading."""
    set_here = adjustments.all_in_force(actor.path, timezone.localdate())
    kinds = [kind for kind in current() if kind.group and actor.may(kind.apply)]
    found = [_offered(kind, actor, adjustments.route_under(kind, set_here)) for kind in kinds]
    answering = [item for item in found if item.answers(text.strip())]
    order = list(dict.fromkeys(item.group for item in answering))
    answering.sort(key=lambda item: order.index(item.group))
    return [(group, list(items)) for group, items in groupby(answering, key=lambda item: item.group)]


def _offered(kind: type[CaseType], actor: Actor, route: Route) -> Offered:
    return Offered(
        group=translated(kind.group),
        label=translated(kind.label),
        brief=translated(kind.brief),
        materials=tuple(_material(material.label, material.needed) for material in from_applicant(kind)),
        days=promised(route),
        steps=tuple(translated(step.label) for step in steps(route) if not step.applies),
        ways=tuple(_ways(kind, actor)),
    )


def _material(label: str, needed: bool | str) -> str:
    if needed is True:
        return translated(label)
    told = gettext("%(material)s（选交）") if needed is False else gettext("%(material)s（视情况）")
    return told % {"material": translated(label)}


def _ways(kind: type[CaseType], actor: Actor) -> list[tuple[str, str]]:
    known = kind.beginnings(actor)
    if not known:
        return [(translated(kind.begins) or gettext("申请"), address(kind, {}))]
    return [(gettext("为%(name)s申请") % {"name": name}, address(kind, filled)) for name, filled in known]


def address(kind: type[CaseType], filled: Mapping[str, Any]) -> str:
    """Return where a type is applied for, with what is filled in beforehand."""
    return reverse("cases:apply", args=(kind.code,)) + (f"?{urlencode(filled)}" if filled else "")
