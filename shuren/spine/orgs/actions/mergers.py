"""Orders in which orgs come from, or go into, one another."""

from typing import Any

from django.db.models import Q

from shuren.kernel.actors import Actor
from shuren.spine.orgs.actions import checks, contents
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.actions.contents import Outcome
from shuren.spine.orgs.actions.scribe import Scribe
from shuren.spine.orgs.models import Effect, Level, Org, SchoolClass
from shuren.spine.orgs.rules import orders

INHERITED = ("division_code", "school_type", "urban_rural", "area", "organizer")  # by a campus from the school it was


def begin(scribe: Scribe, order: orders.Open, parent: Org | None) -> Org:
    """Open an org after all checks."""
    if parent is not None:
        checks.stands(parent, scribe.on)
    checks.parent_fits(order.level, parent)
    name = order.name.strip()
    checks.name_is_free(name, parent)
    code = order.code or (_campus_code(parent) if order.level == Level.CAMPUS and parent else "")
    checks.code_is_free(order.level, code)
    facts: dict[str, Any] = {"school_type": "", "division_code": "", **order.facts}
    if order.level == Level.CAMPUS and parent is not None:
        facts = {name: getattr(parent, name) for name in INHERITED} | {
            key: value for key, value in facts.items() if value
        }
    checks.facts_hold(order.level, facts, parent, on=scribe.on)
    return scribe.begin(parent=parent, level=order.level, code=code, facts={**facts, "name": name})


def rename(scribe: Scribe, org: Org, name: str) -> None:
    name = name.strip()
    if name == org.name:
        raise no.SameName(name=name, field="name")
    checks.name_is_free(name, org.parent, but=org.pk)
    scribe.turn(org, {"name": name})


def merge(order: orders.Merge, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    """Let the sources go on in the target: campuses or lower orgs, classes, and all that other packages keep there."""
    sources = checks.all_named(order.source_ids)
    for source in sources:
        checks.stands(source, scribe.on)
    target = _target(order, scribe, sources)
    for source in sources:
        if target.path.startswith(source.path) or source.path.startswith(target.path):
            raise no.IntoItself(name=source.name, field="target")
        if (source.level in {Level.COUNTY, Level.ZONE}) != (target.level in {Level.COUNTY, Level.ZONE}) or (
            source.level != target.level and source.level not in {Level.COUNTY, Level.ZONE}
        ):
            raise no.DifferentLevels(name=source.name, other=target.name, field="target")
        absorb(scribe, checks.named(source.pk), target, outcome, actor, keep_site=order.keep_sites)
    if order.name and order.name.strip() != target.name:
        rename(scribe, target, order.name)


def _target(order: orders.Merge, scribe: Scribe, sources: list[Org]) -> Org:
    if order.target_id is None:
        opening = orders.Open(**(order.new or {}))
        parent = checks.named(opening.parent_id) if opening.parent_id is not None else sources[0].parent
        return begin(scribe, opening, parent)
    target = checks.named(order.target_id)
    checks.stands(target, scribe.on)
    scribe.mention(target, Effect.Did.TOOK)
    return target


def absorb(
    scribe: Scribe, source: Org, target: Org, outcome: Outcome, actor: Actor, *, keep_site: bool = False
) -> None:
    """Let one org end in another."""
    children = Org.objects.within(source.path).filter(Q(closed_on=None) | Q(closed_on__gt=scribe.on), parent=source)
    for child in children.order_by("path"):
        checks.stands(child, scribe.on)
        checks.parent_fits(child.level, target)
        if source.level != Level.SCHOOL:
            contents.count_below(child, scribe.on, outcome)
        scribe.relocate(child, target)
    if source.level == Level.SCHOOL:
        campus = _as_campus(scribe, source, target) if keep_site else None
        contents.move_classes(scribe.change, contents.open_classes(source, scribe.on), target, outcome, campus=campus)
    contents.hand_over(scribe.change, source, target, outcome, actor=actor)
    scribe.end(source)


def _as_campus(scribe: Scribe, source: Org, target: Org) -> Org:
    facts = {name: getattr(source, name) for name in INHERITED} | {"address": source.address}
    order = orders.Open(level=Level.CAMPUS, parent_id=target.pk, name=source.name, facts=facts)
    return begin(scribe, order, target)


def _campus_code(school: Org) -> str:
    """Campuses have no code of their own: theirs is the school's with a running number."""
    taken = set(Org.objects.within("").filter(code__startswith=f"{school.code}-").values_list("code", flat=True))
    number = 1
    while f"{school.code}-{number}" in taken:
        number += 1
    return f"{school.code}-{number}"


def split(order: orders.Split, scribe: Scribe, outcome: Outcome, actor: Actor) -> None:
    """Let new schools come out of one. Where it does not go on, the first of them takes what no class took along."""
    org = checks.named(order.org_id)
    checks.stands(org, scribe.on)
    if org.level != Level.SCHOOL:
        raise no.OnlySchools(name=org.name, level=org.get_level_display())
    if not order.parts:
        raise no.NoParts(field="parts")
    by_part = _divided(order, org, scribe)
    made = []
    for part, classes in zip(order.parts, by_part, strict=True):
        values = {"code": "", "facts": {}, **part, "level": str(Level.SCHOOL), "parent_id": org.parent_id}
        opening = orders.Open(**{name: values[name] for name in ("level", "parent_id", "name", "code", "facts")})
        new = begin(scribe, opening, org.parent)
        made.append(new)
        contents.move_classes(scribe.change, classes, new, outcome)
        contents.hand_over(scribe.change, org, new, outcome, actor=actor, groups=[one.pk for one in classes])
    if order.continues:
        scribe.mention(org, Effect.Did.GAVE)
    else:
        absorb(scribe, checks.named(org.pk), made[0], outcome, actor)


def _divided(order: orders.Split, org: Org, scribe: Scribe) -> list[list[SchoolClass]]:
    """Return the classes of each part. Raises ForeignClass, ClassesLeft."""
    present = {one.pk: one for one in contents.open_classes(org, scribe.on)}
    named = [int(class_id) for part in order.parts for class_id in part.get("class_ids", ())]
    strangers = [class_id for class_id in named if class_id not in present]
    if strangers or len(set(named)) != len(named):
        count = len(strangers) or len(named) - len(set(named))
        raise no.ForeignClass(name=org.name, on=scribe.on, count=count, field="parts")
    if not order.continues and len(named) != len(present):
        raise no.ClassesLeft(name=org.name, count=len(present) - len(named), field="parts")
    return [[present[int(class_id)] for class_id in part.get("class_ids", ())] for part in order.parts]
