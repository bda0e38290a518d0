"""One list of what awaits a reply."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.notices.actions import ask, settle
from shuren.kernel.notices.models import Notice
from shuren.kernel.notices.queries import open_for

pytestmark = pytest.mark.django_db


def actor(number: int = 1, role: str = "principal", path: str = "00010001") -> Actor:
    return Actor(f"account:{number}", "", role, path, frozenset())


def asked(**changes: object) -> None:
    values = {"kind": "batch", "subject_id": 1, "title": "核对{what}", "link": "/x", "role": "principal"}
    ask(**{**values, "org_path": "00010001", "params": {"what": "名册"}, **changes})  # type: ignore[arg-type]


def test_it_is_before_the_role_at_its_node_and_nobody_else() -> None:
    asked()
    assert open_for(actor()).count() == 1
    assert not open_for(actor(role="registrar")).exists()
    assert not open_for(actor(path="00010002")).exists()
    assert not open_for(actor(path="0001")).exists()


def test_it_is_not_before_the_one_who_may_not_answer() -> None:
    asked(not_for=actor(1).id)
    assert not open_for(actor(1)).exists()
    assert open_for(actor(2)).exists()


def test_asking_twice_renews_the_first() -> None:
    asked()
    asked(title="再次核对{what}")
    assert [notice.sentence for notice in open_for(actor())] == ["再次核对名册"]


def test_what_is_settled_is_gone_and_can_be_asked_again() -> None:
    asked()
    assert settle(kind="batch", subject_id=1) == 1
    assert not open_for(actor()).exists()
    asked()
    assert open_for(actor()).count() == 1
    assert Notice.objects.count() == 2


def test_the_most_urgent_comes_first() -> None:
    soon, later = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=9)
    for subject, due in ((1, None), (2, later), (3, soon)):
        asked(subject_id=subject, due_at=due)
    assert [notice.subject_id for notice in open_for(actor())] == ["3", "2", "1"]


def test_two_nodes_are_asked_about_one_subject_independently() -> None:
    asked()
    asked(org_path="00010002")
    assert open_for(actor()).count() == 1
    assert open_for(actor(path="00010002")).count() == 1
