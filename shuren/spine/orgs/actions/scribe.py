"""The one hand that writes orgs, versions and effects; every order is carried out through it.

For each org that it touches it keeps what was before, so that the latest change can be undone exactly.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.translation import gettext

from shuren.kernel import copies, pinyin
from shuren.kernel.actors import range_of
from shuren.kernel.paths import STEP, number_of, step_of
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import Change, Effect, Level, Org, OrgVersion
from shuren.spine.orgs.rules.orders import OPENED, UNDATED
from shuren.spine.orgs.rules.places import area_of, tiers_of

VERSION_COLUMNS = (
    "name", "name_key", "path", "level", "division_code", "school_type", "urban_rural", "area", "organizer",
    "parent_id", "authority_id",
)  # fmt: skip
ORG_COLUMNS = (
    *VERSION_COLUMNS, "code", "credit_code", "initials", "county_id", "city_id", "address", "opened_on", "closed_on",
)  # fmt: skip
NAMES_TOLD = 3  # names that a refusal lists before it says "and others"

Facts = Mapping[str, Any]


def kept(row: Org | OrgVersion, columns: Sequence[str]) -> dict[str, Any]:
    """Return the columns of a row as JSON values."""
    values = {column: getattr(row, column) for column in columns}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def spelled(facts: Facts) -> dict[str, Any]:
    """Return facts with the sounds of the name beside the name."""
    if "name" not in facts:
        return dict(facts)
    name = facts["name"]
    return {**facts, "name_key": pinyin.sort_key(name), "initials": pinyin.initials(name)}


def told(orgs: Sequence[Org]) -> str:
    """Return names for a sentence: the first few, and how many there are beyond them."""
    names = gettext("、").join(gettext("“{name}”").format(name=org.name) for org in orgs[:NAMES_TOLD])
    if len(orgs) <= NAMES_TOLD:
        return names
    return gettext("{names}等 {count} 个机构").format(names=names, count=len(orgs))


class Scribe:
    """Writes what one change does from its day on."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.on: date = change.effective_on
        self.touched: set[int] = set()

    # --- beginning and ending ------------------------------------------------------------------------------------

    def begin(self, *, parent: Org | None, level: str, code: str, facts: Facts) -> Org:
        """Open an org from the change's day on."""
        path = self._path_under(parent)
        made = Org(level=level, code=code, path=path, parent=parent, opened_on=self.on)
        for column, value in spelled(facts).items():
            setattr(made, column, value)
        if not made.authority_id and parent is not None and not made.is_authority:
            made.authority_id = parent.pk if parent.is_authority else parent.authority_id
        if not made.area and made.division_code and made.level in {Level.SCHOOL, Level.CAMPUS}:
            made.area = self._area(made, parent)
        made.save()
        made.county_id, made.city_id = self._tiers(made)
        made.save(update_fields=["county", "city"])
        OrgVersion.objects.create(
            org=made,
            valid_from=self.on,
            began_by=self.change,
            **{name: getattr(made, name) for name in VERSION_COLUMNS},
        )
        self._note([Effect(org=made, did=Effect.Did.BEGAN, path_after=path, made_version=True)])
        return made

    def end(self, org: Org) -> None:
        """Let an org end: the change's day is the first on which it no longer exists."""
        version = self._open_versions([org])[org.pk]
        effect = self._effect(org, Effect.Did.ENDED)
        if version.valid_from == self.on:
            raise no.ChangedThatDay(name=org.name, on=self.on, field="on")
        OrgVersion.objects.within("").filter(pk=version.pk).update(valid_to=self.on, ended_by=self.change)
        org.closed_on = self.on
        org.save(update_fields=["closed_on"])
        self._note([effect])

    # --- changing ------------------------------------------------------------------------------------------------

    def turn(self, org: Org, facts: Facts) -> None:
        """Let facts of an org be different from the change's day on."""
        self._turn([org], lambda _: spelled(facts), did=lambda _: Effect.Did.TURNED)
        org.save()

    def mend(self, org: Org, version: OrgVersion, facts: Facts) -> None:
        """Correct facts of one version; where it is the open one, the org's too."""
        right = spelled(facts)
        effect = self._effect(org, Effect.Did.MENDED)
        effect.version_was = {"id": version.pk, **kept(version, (*VERSION_COLUMNS, "valid_from"))}
        if opened := right.pop(OPENED, None):
            version.valid_from = org.opened_on = opened
        for column, value in right.items():
            if column in VERSION_COLUMNS:
                setattr(version, column, value)
            if version.valid_to is None or column in UNDATED:
                setattr(org, column, value)
        version.save()
        org.save()
        self._note([effect])

    def mention(self, org: Org, did: str) -> None:
        """Keep that the change concerned an org whose own facts stay."""
        self._note([self._effect(org, did)])

    # --- moving --------------------------------------------------------------------------------------------------

    def relocate(self, org: Org, parent: Org, *, authority: Org | None = None) -> list[Org]:
        """Put an org with all below it under another parent; return the open orgs that moved, the topmost first.

        Rewrites paths and their copies in every table that carries one, set by set, in the running transaction.
        """
        old, new = org.path, self._path_under(parent)
        before = org.parent_id
        runs_it = authority or (parent if parent.is_authority else parent.authority)
        low, high = range_of(old)
        everyone = list(Org.objects.within("").filter(path__gte=low, path__lt=high).order_by("path"))
        chain = self._chain(parent)
        chains: dict[str, list[tuple[str, int]]] = {}

        def placed(one: Org) -> dict[str, Any]:
            path = new + one.path[len(old) :]
            above = chains.get(path[:-STEP], chain)
            chains[path] = [*above, (one.level, one.pk)]
            county, city = tiers_of(chains[path])
            facts: dict[str, Any] = {"path": path, "county_id": county, "city_id": city}
            if one.pk == org.pk:
                facts["parent_id"] = parent.pk
            if runs_it is not None and (one.authority_id == before or (one.pk == org.pk and authority is not None)):
                facts["authority_id"] = runs_it.pk
            if org.level == Level.SCHOOL and one.area and one.division_code:
                facts["area"] = self._area(one, parent)
            return facts

        def did(one: Org) -> str:
            return Effect.Did.TURNED if one.pk == org.pk else Effect.Did.MOVED

        self._turn(everyone, placed, did=did)
        self._place(everyone, old, new)
        copies.follow(old, new)
        copies.refresh(Org, new, owner="school", columns=("county", "city"))
        org.refresh_from_db()
        return [one for one in everyone if not one.is_closed]

    def _place(self, orgs: list[Org], old: str, new: str) -> None:
        """Write what a move alters in the orgs, a set at a time: paths in one statement, the rest value by value."""
        rows = Org.objects.within("").filter(pk__in=[org.pk for org in orgs])
        rows.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
        for column in ("parent_id", "authority_id", "county_id", "city_id", "area"):
            by_value: dict[Any, list[int]] = {}
            for org in orgs:
                by_value.setdefault(getattr(org, column), []).append(org.pk)
            if column == "parent_id":  # of all that move, the topmost alone has another parent
                by_value = {orgs[0].parent_id: [orgs[0].pk]}
            for value, ids in by_value.items():
                Org.objects.within("").filter(pk__in=ids).exclude(**{column: value}).update(**{column: value})

    # --- within --------------------------------------------------------------------------------------------------

    def _turn(self, orgs: list[Org], facts_of: Callable[[Org], Facts], *, did: Callable[[Org], str]) -> None:
        """Begin new versions for the open ones among the orgs, and set the same facts on the orgs in memory.

        A version that began this very day is changed in place: nothing holds for less than a day.
        """
        ended_later = [org for org in orgs if org.closed_on is not None and org.closed_on > self.on]
        if ended_later:
            since = max(org.closed_on for org in ended_later if org.closed_on is not None)
            raise no.LaterChange(names=told(ended_later), on=self.on, since=since, field="on")
        versions = self._open_versions([org for org in orgs if not org.is_closed])
        effects, changed, begun = [], [], []
        for org in orgs:
            effect = self._effect(org, did(org))
            for column, value in facts_of(org).items():
                setattr(org, column, value)
            effect.path_after = org.path
            version = versions.get(org.pk)
            now = {column: getattr(org, column) for column in VERSION_COLUMNS}
            if version is not None and version.valid_from == self.on:
                effect.version_was = {"id": version.pk, **kept(version, VERSION_COLUMNS)}
                for column, value in now.items():
                    setattr(version, column, value)
                changed.append(version)
            elif version is not None:
                effect.made_version = True
                begun.append(OrgVersion(org=org, valid_from=self.on, began_by=self.change, **now))
            effects.append(effect)
        ended = [version.org_id for version in versions.values() if version.valid_from < self.on]
        OrgVersion.objects.within("").filter(org_id__in=ended, valid_to=None).update(
            valid_to=self.on, ended_by=self.change
        )
        OrgVersion.objects.within("").bulk_create(begun, batch_size=500)
        if changed:
            columns = [column.removesuffix("_id") for column in VERSION_COLUMNS]
            OrgVersion.objects.within("").bulk_update(changed, columns, batch_size=500)
        self._note(effects)

    def _open_versions(self, orgs: list[Org]) -> dict[int, OrgVersion]:
        """Return the open version of each org, by its id. Raises LaterChange where one begins after the day."""
        found = OrgVersion.objects.within("").filter(org__in=orgs, valid_to=None)
        versions = {version.org_id: version for version in found}
        later = [org for org in orgs if org.pk not in versions or versions[org.pk].valid_from > self.on]
        if later:
            since = max((versions[org.pk].valid_from for org in later if org.pk in versions), default=self.on)
            raise no.LaterChange(names=told(later), on=self.on, since=since, field="on")
        return versions

    def _effect(self, org: Org, did: str) -> Effect:
        was = kept(org, ORG_COLUMNS)
        return Effect(org=org, did=did, path_before=org.path, path_after=org.path, org_was=was)

    def _note(self, effects: list[Effect]) -> None:
        for effect in effects:
            effect.change = self.change
        Effect.objects.bulk_create(effects, batch_size=500)
        self.touched |= {effect.org_id for effect in effects}

    def _path_under(self, parent: Org | None) -> str:
        """Return a path below the parent that no org has or ever had: old paths live on in history."""
        above = parent.path if parent else ""
        low, high = range_of(above)
        taken = parent.steps_taken if parent else 0
        for model in (Org, OrgVersion):
            rows = model.objects.within("").annotate(length=Length("path")).filter(length=len(above) + STEP)
            last = rows.filter(path__gte=low, path__lt=high).aggregate(last=Max("path"))["last"]
            taken = max(taken, number_of(last[-STEP:]) if last else 0)
        if parent is not None:
            Org.objects.within("").filter(pk=parent.pk).update(steps_taken=taken + 1)
            parent.steps_taken = taken + 1
        return above + step_of(taken + 1)

    def _chain(self, org: Org | None) -> list[tuple[str, int]]:
        """Return (level, id) of an org and all above it, the root first."""
        chain: list[tuple[str, int]] = []
        while org is not None:
            chain.append((org.level, org.pk))
            org = org.parent
        return chain[::-1]

    def _tiers(self, org: Org) -> tuple[int | None, int | None]:
        return tiers_of(self._chain(org))

    def _area(self, org: Org, parent: Org | None) -> str:
        authority = parent.parent if parent is not None and parent.level == Level.SCHOOL else parent
        under_zone = authority is not None and authority.level == Level.ZONE
        return area_of(org.division_code, org.urban_rural, under_zone=under_zone)
