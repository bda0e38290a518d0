"""Lists: the pages, one after the other, are the whole list, in both directions and under any sort."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Column, Filter, Listing, Page
from shuren.kernel.jobs.models import Run

pytestmark = pytest.mark.django_db
READER = Actor("account:1", "", "registrar", "", frozenset())

LISTING = Listing(
    columns=(
        Column("done", "已完成", lambda row: row.done, sort="done"),
        Column("note", "说明", lambda row: row.note, sort="note"),
        Column("queued", "排队时间", lambda row: row.queued_at, sort="queued_at"),
        Column("job", "任务", lambda row: row.job),
    ),
    default_sort="done",
    filters=(Filter("done", "已完成", [("1", "一")]), Filter("state", "状态", [("queued", "排队中")])),
    search=lambda rows, text: rows.filter(note__contains=text),
    size=3,
)
ROW = st.tuples(
    st.integers(0, 3),
    st.text("ab学校~ ", max_size=2),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 1, 0, 0, 0, 2000), timezones=st.just(UTC)),  # noqa: DTZ001
)


@contextmanager
def rows(values: list[tuple[int, str, datetime]]) -> Iterator[Any]:
    """Write runs of these values, and take them away again."""
    with transaction.atomic():
        for done, note, queued_at in values:
            run = Run.objects.create(job="x", arguments={}, actor={}, actor_key="", org_path="", done=done, note=note)
            Run.objects.within("").filter(pk=run.pk).update(queued_at=queued_at)
        yield Run.objects.within("")
        transaction.set_rollback(True)


def page(found: Any, **query: str) -> Page:
    return LISTING.page(found, query, READER)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(ROW, max_size=14), st.sampled_from(["done", "-done", "note", "-note", "queued", "-queued"]))
def test_the_pages_together_are_the_whole_list(values: list[tuple[int, str, datetime]], sort: str) -> None:
    with rows(values) as found:
        whole = [row.pk for row in LISTING.ordered(found, sort)]
        onward, last = walk(found, sort, "next", "after")
        assert onward == whole
        backward, _ = walk(found, sort, "previous", "before", start=last)
        assert backward == whole[: len(backward)]
        assert len(whole) - len(backward) <= LISTING.size


def walk(found: Any, sort: str, way: str, parameter: str, start: Page | None = None) -> tuple[list[int], Page]:
    """Follow the pager to its end; return the rows met in list order, and the last page."""
    met: list[int] = []
    present = start or page(found, sort=sort)
    if start is None:
        met = [row.pk for row in present.rows]
    for _ in range(100):
        cursor = getattr(present, way)
        if not cursor:
            return met, present
        present = page(found, sort=sort, **{parameter: cursor})
        here = [row.pk for row in present.rows]
        met = met + here if parameter == "after" else here + met
    raise AssertionError("the pager goes in circles")


def test_the_first_page_has_no_previous_and_the_last_no_next() -> None:
    with rows([(number, "", datetime(2026, 1, 1, tzinfo=UTC)) for number in range(5)]) as found:
        first = page(found)
        assert (first.previous, bool(first.next)) == ("", True)
        second = page(found, after=first.next)
        assert (bool(second.previous), second.next) == (True, "")


SPOILED = {
    "no base64": "???",
    "no JSON": base64.urlsafe_b64encode(b"{").decode(),
    "no pair": base64.urlsafe_b64encode(b"[1]").decode(),
    "another type": base64.urlsafe_b64encode(json.dumps(["abc", 1]).encode()).decode(),
    "a list as value": base64.urlsafe_b64encode(json.dumps([[1], 1]).encode()).decode(),
    "nothing as value": base64.urlsafe_b64encode(json.dumps([None, 1]).encode()).decode(),
    "NUL": base64.urlsafe_b64encode(json.dumps(["\0", 1]).encode()).decode(),
    "not ASCII": "校",
}


@pytest.mark.parametrize("cursor", SPOILED.values(), ids=SPOILED.keys())
@pytest.mark.parametrize("parameter", ["after", "before"])
@pytest.mark.parametrize("sort", ["done", "note", "queued"])
def test_a_spoiled_cursor_leads_to_a_page(cursor: str, parameter: str, sort: str) -> None:
    with rows([(1, "a", datetime(2026, 1, 1, tzinfo=UTC))]) as found:
        assert len(page(found, sort=sort, **{parameter: cursor}).rows) <= 1


@pytest.mark.parametrize("query", [{"q": "\0"}, {"state": "\0"}, {"done": "abc"}, {"done": "9" * 40}])
def test_a_spoiled_filter_finds_nothing(query: dict[str, str]) -> None:
    with rows([(1, "a", datetime(2026, 1, 1, tzinfo=UTC))]) as found:
        assert page(found, **query).rows == []


def test_a_column_nobody_may_sort_by_is_not_sorted_by() -> None:
    with rows([(1, "a", datetime(2026, 1, 1, tzinfo=UTC))]) as found:
        assert page(found, sort="job").sort == "done"
        assert page(found, sort="arguments__secret").sort == "done"


def test_search_and_filters_narrow_the_list_and_stay_in_its_links() -> None:
    with rows([(1, "学校", datetime(2026, 1, 1, tzinfo=UTC)), (2, "学校", datetime(2026, 1, 1, tzinfo=UTC))]) as found:
        narrowed = page(found, q=" 学 ", done="1", sort="-note", unknown="x")
        assert [row.done for row in narrowed.rows] == [1]
        assert narrowed.query == {"q": " 学 ", "done": "1", "sort": "-note"}
        assert narrowed.url_with(done="") == "?q=+%E5%AD%A6+&sort=-note"


def test_a_sort_link_turns_the_order_around() -> None:
    with rows([]) as found:
        listed = page(found, sort="note")
        note = LISTING.columns[1]
        assert listed.sort_url(note) == "?sort=-note"
        assert (listed.direction(note), listed.direction(LISTING.columns[0])) == ("ascending", "none")


def test_a_long_list_is_not_counted_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuren.kernel.http.listing.COUNTED_TO", 4)
    with rows([(number, "", datetime(2026, 1, 1, tzinfo=UTC)) for number in range(9)]) as found:
        listed = page(found)
        assert (listed.total, listed.total_is_exact) == (5, False)
