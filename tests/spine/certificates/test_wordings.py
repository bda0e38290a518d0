"""What a kind reads: as declared, until an authority decides otherwise from a day on."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shuren.kernel.refusals import Forbidden
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import wording as actions
from shuren.spine.certificates.models import Wording as Row
from shuren.spine.certificates.rules.kinds import Wording
from shuren.spine.people.models import Enrolment
from tests.spine.certificates.factories import PRESENCE, issued
from tests.world import World

pytestmark = pytest.mark.django_db
TEXT = Wording("就读证明", "兹证明{姓名}在我校就读。")


def today() -> date:
    return timezone.localdate()


def decide(world: World, text: Wording = TEXT, *, role: str = "city_official", on: date | None = None) -> Row:
    return actions.decide(
        actor=world.actor(role),
        kind=PRESENCE,
        org=world.city,
        wording=text,
        valid_from=on or today(),
        at=timezone.now(),
    )


def test_a_decided_text_holds_below_from_its_day_on(world: World) -> None:
    decide(world, on=today() + timedelta(days=2))
    assert queries.wording_for(PRESENCE, world.school.path, today()) == PRESENCE.wording
    assert queries.wording_for(PRESENCE, world.school.path, today() + timedelta(days=2)) == TEXT
    assert queries.wording_for(PRESENCE, world.province.path, today() + timedelta(days=2)) == PRESENCE.wording


def test_a_later_version_follows_and_the_earlier_stays(world: World, pupil: Enrolment) -> None:
    first = decide(world)
    certificate = issued(pupil)
    second = decide(world, Wording("在校证明", "{姓名}在我校就读。"))
    assert (first.version, second.version) == (1, 2)
    assert certificate.wording_id == first.pk
    assert queries.wording_for(PRESENCE, world.school.path, today()).title == "在校证明"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (Wording("证明", "{名字}在读。"), actions.UnknownName),
        (Wording("证明", "{姓名在读。"), actions.LooseBrace),
        (Wording("{校长}证明", "{姓名}在读。"), actions.UnknownName),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused(world: World, text: Wording, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        decide(world, text)
    assert not Row.objects.within("").exists()


def test_no_text_is_put_in_force_for_the_past(world: World) -> None:
    with pytest.raises(actions.InThePast):
        decide(world, on=today() - timedelta(days=1))


def test_schools_and_counties_decide_no_texts(world: World) -> None:
    for role in ("county_official", "principal"):
        with pytest.raises(Forbidden):
            decide(world, role=role)


def test_the_city_tries_a_text_out_and_then_decides(world: World) -> None:
    client, address = world.client("city_official"), f"/certificates/wordings/{PRESENCE.code}"
    sent = {"title": "就读证明", "body": "兹证明{姓名}在读。", "footnote": "", "valid_from": f"{today()}"}
    assert "data:image/png" in client.get(address).content.decode()
    assert client.post(address, {**sent, "act": "preview"}).status_code == 200
    assert not Row.objects.within("").exists()
    wrong = client.post(address, {**sent, "body": "{名字}", "act": "decide"})
    assert wrong.status_code == 422
    assert "不是可填写的项目" in wrong.content.decode()
    assert client.post(address, {**sent, "act": "decide"}).status_code == 302
    assert "第 1 版" in client.get("/certificates/wordings").content.decode()
