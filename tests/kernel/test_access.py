"""Access: one declaration answers both questions, and whoever forgets to ask gets nothing."""

from typing import Any

import pytest
from django.apps import apps
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuren.kernel.access import Permission, ScopedQuerySet, Unscoped, require
from shuren.kernel.actors import Actor, covers, range_of, system_actor
from shuren.kernel.refusals import Forbidden
from shuren.kernel.registry import DuplicateError
from tests.world import World, account, grant

READ = Permission("tests.read", "", (), "")
WRITE = Permission("tests.write", "", (), "")
STEP = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=4)
PATH = st.lists(st.sampled_from(["0001", "0002", "000Z", "ZZZZ"]) | STEP, max_size=5).map("".join)


def actor(path: str, *permissions: Permission) -> Actor:
    return system_actor("tests", "测试", *permissions, path=path)


@pytest.mark.pure
@given(PATH, PATH)
def test_a_node_covers_itself_and_what_lies_below(outer: str, inner: str) -> None:
    assert covers(outer, inner) is inner.startswith(outer)


@pytest.mark.pure
@given(PATH)
def test_the_range_of_a_node_begins_with_the_node(path: str) -> None:
    low, high = range_of(path)
    assert low == path < high


@pytest.mark.pure
@given(PATH, PATH)
def test_nothing_is_allowed_without_the_permission(mine: str, its: str) -> None:
    with pytest.raises(Forbidden):
        require(actor(mine, WRITE), READ, its)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(["", "0001", "00010001", "000100010001", "0001000100010001", "000100010002", "0002", "!"]))
def test_what_one_sees_is_what_one_may_touch(world: World, path: str) -> None:
    """For every row: visible exactly where require lets the actor through."""
    from shuren.spine.orgs.models import Org

    one = actor(path, READ)
    seen = set(Org.objects.visible_to(one, READ).values_list("path", flat=True))
    everything = set(Org.objects.within("").values_list("path", flat=True))
    assert seen == {node for node in everything if is_let_through(one, node)}


def is_let_through(one: Actor, path: str) -> bool:
    try:
        require(one, READ, path)
    except Forbidden:
        return False
    return True


SCOPED = [
    model
    for model in apps.get_models()
    if any(isinstance(manager.get_queryset(), ScopedQuerySet) for manager in model._meta.managers)
]


def scoped_rows(model: Any) -> QuerySet[Any]:
    manager = next(manager for manager in model._meta.managers if isinstance(manager.get_queryset(), ScopedQuerySet))
    rows: QuerySet[Any] = manager.get_queryset()
    return rows


READINGS: dict[str, Any] = {
    "listing": list,
    "one": lambda rows: rows.get(),
    "first": lambda rows: rows.first(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(),
    "iterating": lambda rows: list(rows.iterator()),
    "values": lambda rows: list(rows.values_list("pk")),
    "update": lambda rows: rows.update(),
    "delete": lambda rows: rows.delete(),
    "a union": lambda rows: list(rows.union(rows)),
    "a slice": lambda rows: list(rows[:3]),
    "earliest": lambda rows: rows.earliest("pk"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_scoped_table_cannot_be_read_without_saying_for_whom(model: Any) -> None:
    for reading in READINGS.values():
        with pytest.raises(Unscoped, match="visible_to"):
            reading(scoped_rows(model))


@pytest.mark.django_db
def test_scope_is_kept_through_filters_and_slices(world: World) -> None:
    from shuren.spine.orgs.models import Org

    seen = Org.objects.visible_to(actor(world.county.path, READ), READ).filter(level="school").order_by("path")
    assert [org.name for org in seen[:5]] == ["东山小学", "东山中学"]


@pytest.mark.django_db
def test_seeing_needs_the_permission_too(world: World) -> None:
    from shuren.spine.orgs.models import Org

    with pytest.raises(Forbidden):
        Org.objects.visible_to(actor("", WRITE), READ)


@pytest.mark.django_db
def test_an_account_without_a_role_sees_nothing(world: World) -> None:
    from shuren.spine.identity import queries
    from shuren.spine.orgs.models import Org

    nobody = queries.actor_of(account("nobody", org=world.school))
    assert nobody.permissions == frozenset()
    with pytest.raises(Forbidden):
        Org.objects.visible_to(nobody, READ)


@pytest.mark.django_db
def test_a_related_manager_is_scoped_too(world: World) -> None:
    with pytest.raises(Unscoped):
        list(world.accounts["principal"].grants.all())
    grant(world.accounts["principal"], "registrar", world.school)


@pytest.mark.pure
def test_a_system_actor_may_only_what_is_listed() -> None:
    importer = system_actor("importer", "导入", WRITE)
    assert importer.may(WRITE)
    assert not importer.may(READ)
    assert importer.id == "system:importer"


@pytest.mark.pure
def test_a_part_of_the_system_has_one_name_that_people_use() -> None:
    assert system_actor("importer", "导入").name == "导入"
    with pytest.raises(DuplicateError, match="导入"):
        system_actor("importer", "搬运")
