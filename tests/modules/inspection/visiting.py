"""A round that the county plans, a phone that goes there, and a picture with something hidden in it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from shuren.modules.inspection.actions import phones, rounds
from shuren.modules.inspection.actions.phones import Taken, Written
from shuren.modules.inspection.actions.rounds import Told
from shuren.modules.inspection.models import Item, Round, Visit
from tests.world import World

HIDDEN = b"Exif\x00\x00 GPS 31.82 117.22 IMEI 867530"
ITEMS = (
    {"text": "消防通道是否畅通", "kind": "yes_no", "expected": "yes", "photos": 1},
    {"text": "可用的计算机", "kind": "figure", "unit": "台"},
    {"text": "其他情况", "kind": "text", "is_required": False},
)


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def jpeg(*, hidden: bytes = HIDDEN, width: int = 1600, height: int = 1200) -> bytes:
    """Return the parts of a JPEG; no decoder would show it, but every marker stands where it should."""
    frame = b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x01\x01\x11\x00"
    parts = [
        b"\xff\xd8", segment(0xE0, b"JFIF\x00"), segment(0xE1, hidden), segment(0xFE, b"a comment"),
        segment(0xC0, frame), segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"), b"picture\xff\x00data", b"\xff\xd9",
    ]  # fmt: skip
    return b"".join(parts)


def planned(world: World, *units: str, **said: Any) -> Round:
    """Draft a round of the county with its items and units, and send the county's official."""
    today, county = timezone.localdate(), world.actor("county_official")
    what = Told(title="开学检查", basis="东教〔2026〕5号", from_on=today, until_on=today + timedelta(days=10), **said)
    made = rounds.plan(actor=county, what=what)
    for item in ITEMS:
        rounds.add_item(actor=county, round_id=made.pk, **item)
    rounds.add_orgs(actor=county, found=made, orgs=[world.org(unit) for unit in units or ("school",)])
    visits = Visit.objects.within("").filter(round=made).values_list("pk", flat=True)
    account = world.accounts["county_official"].pk
    rounds.assign(actor=county, round_id=made.pk, visits=list(visits), accounts=[account])
    return made


def issued(world: World, *units: str, **said: Any) -> list[Visit]:
    made = planned(world, *units, **said)
    rounds.step(actor=world.actor("county_official"), round_id=made.pk, name="issue")
    return list(Visit.objects.within("").filter(round=made).order_by("org_path"))


def items_of(visit: Visit) -> list[Item]:
    return list(Item.objects.filter(round=visit.round_id).order_by("number"))


def note(item: Item, answer: str, *after: UUID, key: UUID | None = None, **more: Any) -> Written:
    said = {"remark": "", "is_problem": False, "at": timezone.now(), **more}
    return Written(key=key or uuid4(), item=item.pk, answer=answer, after=tuple(map(str, after)), **said)


def send(world: World, visit: Visit, *written: Written, phone: str = "one", role: str = "county_official") -> Any:
    return phones.take_notes(actor=world.actor(role), visit_id=visit.pk, phone=phone, written=written)


def picture(world: World, visit: Visit, key: UUID | None = None, **more: Any) -> Any:
    item = items_of(visit)[0]
    said = {"content": jpeg(), "at": timezone.now(), **more}
    taken = Taken(key=key or uuid4(), item=item.pk, **said)
    return phones.take_photo(actor=world.actor("county_official"), visit_id=visit.pk, phone="one", taken=taken)


def answered(world: World, visit: Visit, *, way: str = "yes") -> None:
    """Answer all that has to be, with a picture."""
    way_is_clear, computers, _rest = items_of(visit)
    send(world, visit, note(way_is_clear, way), note(computers, "48"))
    picture(world, visit)


def handed_in(world: World, visit: Visit, *, way: str = "yes") -> Visit:
    answered(world, visit, way=way)
    return phones.hand_in(actor=world.actor("county_official"), visit_id=visit.pk, photos=())
