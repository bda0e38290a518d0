"""On-site checks of the demo region: one that is under way, with results, a dispute and a letter, one that is to begin.

Everything is done by the ordinary actions, as an official's phone would do it, at its own moment.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases.declare import newest
from shuren.modules.inspection.actions import phones, rounds, visits
from shuren.modules.inspection.actions.phones import Taken, Written
from shuren.modules.inspection.actions.rounds import Told
from shuren.modules.inspection.models import Item, Round, Visit
from shuren.modules.inspection.queries import rounds as queries
from shuren.site.demo import accounts, clock
from shuren.site.demo.stories import holder
from shuren.spine.orgs.models import Org

PHOTOS = Path(__file__).with_name("photos")  # drawn, of no real place
BASIS = "合肥市教育局关于开展教育信息化设施实地核查的通知（合教秘〔2026〕118号）"
ITEMS = (
    {"text": "多媒体教室设备能否正常使用", "kind": "yes_no", "expected": "yes", "photos": 1},
    {"text": "机房可用的计算机", "kind": "figure", "unit": "台"},
    {"text": "是否存在未拆封或闲置的设备", "kind": "yes_no", "expected": "no"},
    {"text": "无线网络能否覆盖所查教室", "kind": "yes_no", "expected": "yes", "basis": "合肥市“十三五”教育信息化规划"},
    {"text": "管理人员反映的困难", "kind": "text", "is_required": False},
)
FOUND = (
    ("yes", "48", "no", "yes", "设备维保到期，希望续签。", ""),
    ("no", "36", "yes", "yes", "", "二楼两间教室的交互式平板无法开机"),
    ("yes", "52", "no", "no", "", ""),
)
UNITS = 6


def furnish() -> str:
    """Plan both rounds and go as far as time has; return how many units were looked at."""
    city = holder("city_official", accounts.place_of("city").path)
    today = timezone.localdate()
    done = _under_way(city, today)
    with clock.at(clock.moment(today - timedelta(days=1), 130)):
        _planned(city, today, "信息化设施第二轮核查", _schools(city)[UNITS : UNITS * 2])
    return str(done)


def _schools(city: Actor) -> list[Org]:
    """Return the told account's school first, then schools of its county and others, in the order of the tree."""
    own = accounts.place_of("registrar")
    rows = Org.objects.within(city.path).filter(level="school", closed_on=None).exclude(pk=own.pk).order_by("path")
    return [own, *rows[: UNITS * 2]]


def _planned(city: Actor, today: date, title: str, units: Sequence[Org]) -> Round:
    what = Told(
        title=title, basis=BASIS, from_on=today, until_on=today + timedelta(days=12), keeps_place=True,
        purpose="现场查看，随机抽查两间教室；与学校一起核对，不影响上课。",
    )  # fmt: skip
    made = rounds.plan(actor=city, what=what)
    for item in ITEMS:
        rounds.add_item(actor=city, round_id=made.pk, **item)
    rounds.add_orgs(actor=city, found=made, orgs=units)
    return made


def _under_way(city: Actor, today: date) -> int:
    """Let a round begin nine days ago: three units looked at, one in which two phones disagree, two still to do."""
    begun = today - timedelta(days=9)
    with clock.at(clock.moment(begun, 90)):
        made = _planned(city, timezone.localdate(), "信息化设施实地核查", _schools(city)[:UNITS])
        sent = [one.account_id for one in queries.inspectors_for(city.path).values() if one.grant.org_path == city.path]
        chosen = list(Visit.objects.within("").filter(round=made).order_by("id"))
        rounds.assign(actor=city, round_id=made.pk, visits=[visit.pk for visit in chosen], accounts=sent[:2])
        rounds.step(actor=city, round_id=made.pk, name="issue")
    for number, found in enumerate(FOUND):
        with clock.at(clock.moment(begun + timedelta(days=2 + number), 95)):
            _looked_at(city, chosen[number], found, number)
            phones.hand_in(actor=city, visit_id=chosen[number].pk, photos=())
    with clock.at(clock.moment(begun + timedelta(days=7), 200)):
        disputed, items = chosen[len(FOUND)], _items(made)
        for number, answer in enumerate(("44", "45")):
            phones.take_notes(
                actor=city, visit_id=disputed.pk, phone=f"demo-{number}",
                written=[_note(items[1], answer, _key(90, number))],
            )  # fmt: skip
    _followed_up(city, chosen, begun)
    return len(FOUND)


def _items(made: Round) -> list[Item]:
    return list(Item.objects.filter(round=made).order_by("number"))


def _key(visit: int, number: int) -> UUID:
    """Return an id that is the same in every build."""
    return UUID(int=(0xDE30 << 112) | (visit << 32) | number, version=4)


def _note(item: Item, answer: str, key: UUID, remark: str = "") -> Written:
    return Written(key=key, item=item.pk, answer=answer, remark=remark, is_problem=False, after=(), at=timezone.now())


def _looked_at(city: Actor, visit: Visit, found: Sequence[str], number: int) -> None:
    items, remark = _items(visit.round), found[-1]
    written = [
        _note(item, answer, _key(number, item.number), remark if item.number == 1 else "")
        for item, answer in zip(items, found, strict=False)
        if answer
    ]
    phones.take_notes(actor=city, visit_id=visit.pk, phone="demo", written=written)
    for place, picture in enumerate(sorted(PHOTOS.glob("*.jpg"))[: 2 if number else 1]):
        taken = Taken(
            key=_key(number, 100 + place), item=items[0].pk, content=picture.read_bytes(), at=timezone.now(),
            taken_at=timezone.now(), latitude=31.8206, longitude=117.2272,
        )  # fmt: skip
        phones.take_photo(actor=city, visit_id=visit.pk, phone="demo", taken=taken)


def _followed_up(city: Actor, chosen: Sequence[Visit], begun: date) -> None:
    """Let the told account's school answer, and the one where most was found be asked to put it right."""
    own, worst = chosen[0], chosen[1]
    with clock.at(clock.moment(begun + timedelta(days=4), 60)):
        own.refresh_from_db()
        visits.answer(actor=holder("principal", own.org_path), visit=own, text="维保合同已报预算，下月续签。")
    with clock.at(clock.moment(begun + timedelta(days=5), 60)):
        typed = {
            "visit": str(worst.pk), "problems": "二楼两间教室的交互式平板无法开机\n有未拆封的录播设备",
            "demand": "查明原因，恢复使用；闲置设备调配到需要的班级。",
            "reply_by": (timezone.localdate() + timedelta(days=20)).isoformat(),
        }  # fmt: skip
        form = newest("inspection.rectification").form(typed, actor=city)
        if form.is_valid():
            cases.apply(actor=city, type_code="inspection.rectification", form=form.cleaned_data, materials={})
