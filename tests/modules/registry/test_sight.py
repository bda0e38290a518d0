"""Who sees which field and material of the registry's cases at which step, and who reads which remark."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from shuren.kernel.cases import actions, commands, queries, sight
from shuren.kernel.cases.declare import CASE_TYPES, CaseType, newest
from shuren.kernel.cases.models import Attachment, Case
from shuren.kernel.cases.route import steps
from shuren.kernel.cases.state import Place
from shuren.spine.identity.models import Account
from shuren.spine.people.models import Enrolment, PersonAccount
from tests.kernel.cases import machine
from tests.modules.registry.test_transfer import PACKET
from tests.modules.registry.walking import actor_at, applied, papers, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

# By type and name: who sees it, and from which step on.
OWN = {"registrar": "apply", "principal": "school", "authority": "authority"}
HEARD = {**OWN, "homeroom": "homeroom"}
SENDING = {"registrar": "packet"}
SCHOOLS = {"sending_registrar": "sending_school", "receiving_registrar": "receipt"}
FAMILY = {**SCHOOLS, "guardian": "apply"}
PACKED = [f"{part}_{item}" for part in ("packet", "receipt") for item in ("fitness", "health", "awards", "aid", "note")]
RECEIVING = {
    "guardian": "apply", "receiving_registrar": "take_up", "receiving_principal": "receiving_school",
    "receiving_authority": "receiving_authority",
}  # fmt: skip
NEWCOMER = dict.fromkeys(
    ("id_no", "guardian_id_no", "guardian_phone", "guardian_name", "relation", "form", "statement"), OWN
)
TABLE: dict[str, dict[str, dict[str, str]]] = {
    "registry.suspension": {"reason": HEARD, "application": HEARD, "hospital": OWN},
    "registry.extension": {"reason": HEARD, "application": HEARD, "hospital": OWN},
    "registry.resumption": dict.fromkeys(("application", "hospital"), OWN),
    "registry.skipping": dict.fromkeys(("application", "test"), HEARD),
    "registry.repeating": {"application": HEARD},
    "registry.key_data": dict.fromkeys(("sex", "born_on", "id_type", "id_no", "proof"), OWN),
    "registry.withdrawal": dict.fromkeys(("reason", "application"), OWN),
    "registry.death": dict.fromkeys(("reason", "certificate"), OWN),
    "registry.departure": dict.fromkeys([name for name in PACKED if name.startswith("packet_")], SENDING),
    "registry.opening": NEWCOMER,
    "registry.arrival": {**NEWCOMER, "national_no": OWN, "consent": OWN},
    "registry.transfer": dict.fromkeys(PACKED, SCHOOLS),
    "registry.proof": dict.fromkeys(("why", "proof"), OWN),
    "registry.removal": dict.fromkeys(("why", "proof"), OWN),
    "registry.watch_removal": dict.fromkeys(("outcome", "told", "proof"), OWN),
    "registry.spotcheck": {
        "focus": {"authority": "apply", "registrars": "check"},
        "findings": {"authority": "apply", "registrars": "check", "principals": "answer"},
        "answer": {"authority": "apply", "principals": "answer"},
    },
    "registry.child_transfer": {**dict.fromkeys(PACKED, FAMILY), "residence": RECEIVING},
}


def walked(kind: type[CaseType]) -> Iterator[tuple[set[str], machine.Case]]:
    """Walk a case of a type, each party named by its word; yield the steps reached so far each time."""
    case = machine.Case(kind.route, homeroom_known=True)
    for _ in steps(kind.route):
        yield {visit.step for visit in case.state.visits.values()}, case
        case.agree(*sorted(case.at))


@pytest.mark.parametrize("code", sorted(TABLE))
def test_a_field_is_seen_by_whoever_is_named_from_their_step_on(code: str) -> None:
    kind, told = newest(code), TABLE[code]
    assert set(kind.seen) == set(told)
    for reached, case in walked(kind):
        for word in kind.who:
            hidden = sight.reader(kind, case.state, f"account:{word}", "0001", {word}, ()).hidden
            seen = {name for name, who in told.items() if who.get(word) in reached}
            assert set(told) - hidden == seen, (word, reached)


def test_every_type_of_the_registry_is_in_the_table() -> None:
    declared = {kind.code for kind in CASE_TYPES if kind.code.startswith("registry.")}
    limited = {kind.code for kind in CASE_TYPES if kind.seen}
    assert limited <= set(TABLE) <= declared


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    factories.school_class(wall_open.school)
    return factories.enrolment(wall_open.school, "李小雨", school_no="20240301")


def page(client: Client, case: Case) -> str:
    return client.get(reverse("cases:case", args=(case.pk,))).content.decode()


def fetched(client: Client, case: Case) -> set[int]:
    """Return with which status each file of a case is handed out."""
    found = set()
    for row in Attachment.objects.filter(case=case):
        answer = client.get(reverse("cases:file", args=(case.pk, row.pk)))
        list(answer)  # read to its end
        found.add(answer.status_code)
    return found


@pytest.fixture
def leave(world: World, pupil: Enrolment) -> Case:
    typed = {"pupil": "20240301", "reason": "19", "on": "2026-11-23", "until": "2027-09-01"}
    return applied(world.actor("registrar"), "registry.suspension", **typed)


@pytest.mark.django_db
def test_why_a_pupil_is_ill_is_read_by_those_who_are_asked_and_nobody_else(world: World, leave: Case) -> None:
    case = sign(leave, world.actor("principal"), "school")
    shown = str(next(line[1] for line in queries.type_of(case).shown(case.form) if line[2:] == ("reason",)))
    for role in ("registrar", "principal", "county_official"):
        assert shown in page(world.client(role), case), role
        assert fetched(world.client(role), case) == {200}, role
    above = world.client("city_official")
    told = page(above, case)
    assert "李小雨" in told
    assert shown not in told
    assert "******" in told
    assert "材料.pdf" not in told
    assert fetched(above, case) == {404}, "no address leads to it either"


@pytest.mark.django_db
def test_whoever_a_step_is_handed_to_sees_it_and_whoever_handed_it_over_no_more(world: World, leave: Case) -> None:
    case = sign(leave, world.actor("principal"), "school")
    holder, other = world.actor("county_official"), actor_at("county_official", world.county)
    assert "******" not in page(world.client("county_official"), case)
    state = queries.state_of(case)
    number = state.tasks_of(state.open_visits[0])[0].number
    actions.act(actor=holder, case_id=case.pk, command=commands.HandOver(number, other.id))
    assert "******" in page(world.client("county_official"), case)
    client = Client()
    client.force_login(Account.objects.get(pk=int(other.id.partition(":")[2])))
    assert "******" not in page(client, case)


@pytest.mark.django_db
def test_the_record_says_that_something_changed_and_not_what(world: World, leave: Case) -> None:
    principal, registrar = world.actor("principal"), world.actor("registrar")
    command = commands.AskCorrections(2, ("原因有误",))
    case = actions.act(actor=principal, case_id=leave.pk, command=command, comment="原因有误")
    state = queries.state_of(case)
    again = state.tasks_of(state.open_visits[0])[0].number
    actions.act(
        actor=registrar, case_id=case.pk, command=commands.Agree(again), materials=papers(registrar, case.type),
        form={**case.form, "reason": "26", "until": "2027-08-31"},
    )  # fmt: skip
    own, above = page(world.client("principal"), case), page(world.client("city_official"), case)
    assert "期满日期：2027-09-01 → 2027-08-31" in own
    assert "期满日期：2027-09-01 → 2027-08-31" in above
    assert "休学原因：有改动，内容不公开" in above
    assert "休学原因：有改动" not in own
    assert "补充“" in own
    assert "补充“" not in above


@pytest.fixture
def child(wall_open: World) -> Enrolment:  # noqa: F811
    factories.school_class(wall_open.school)
    pupil = factories.enrolment(wall_open.far_school, "郑小树")
    tie = factories.guardianship(pupil, "郑家")
    PersonAccount.objects.create(account=wall_open.accounts["guardian"], person=tie.guardian)
    return pupil


@pytest.fixture
def transfer(world: World, child: Enrolment) -> Case:
    """A transfer a guardian has applied for, with a remark at every step so far; it waits at the receipt."""
    told = {"child": str(child.pk), "to_school": "东山小学", "reason": "work"}
    case = applied(world.actor("guardian"), "registry.child_transfer", **told)
    far = actor_at("registrar", world.far_school), actor_at("county_official", world.zone)
    place = {"to_class": None, "school_no": "77", "entered_on": "2026-11-23"}
    sign(case, world.actor("registrar"), "take_up", "内部：本班有空位", **place)
    sign(case, world.actor("principal"), "receiving_school", "内部：请县局把关")
    sign(case, world.actor("county_official"), "receiving_authority", "内部：家长曾来访")
    sign(case, far[0], "sending_school", "内部：欠书一本", **PACKET)
    return sign(case, far[1], "sending_authority", "内部：同意放行")


@pytest.mark.django_db
def test_a_guardian_reads_how_far_it_is_and_not_what_officials_write_one_another(world: World, transfer: Case) -> None:
    shown = page(world.client("guardian"), transfer)
    for told in ("转入学校受理 · 受理", "东山小学 · 校长", "东山县教育局 · 县级教育管理人员", "转入学校调档核收"):
        assert told in shown
    assert "内部：" not in shown
    for name in ("王校", "陈县", "吴名", "李录"):
        assert name not in shown
    for role in ("registrar", "principal", "county_official", "city_official"):
        assert "内部：家长曾来访" in page(world.client(role), transfer), role


@pytest.mark.django_db
def test_both_schools_and_the_family_see_the_private_papers_of_the_packet(world: World, transfer: Case) -> None:
    seen = {role: page(world.client(role), transfer) for role in ("guardian", "registrar", "county_official")}
    assert "******" not in seen["guardian"] + seen["registrar"]
    assert seen["county_official"].count("******") == 4
    assert "学业成绩" in seen["county_official"]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["AskCorrections", "Disagree", "Return"])
def test_what_is_decided_about_an_application_is_told_with_its_reason(
    world: World, child: Enrolment, verb: str
) -> None:
    told = {"child": str(child.pk), "to_school": "东山小学", "reason": "work"}
    case = applied(world.actor("guardian"), "registry.child_transfer", **told)
    sent = {"reason": "请补交居住证明", "to": "apply", "again": "0"}
    answer = world.client("registrar").post(reverse("cases:act", args=(case.pk, verb, 2)), sent)
    assert answer.status_code == 302, answer.content.decode()
    shown = page(world.client("guardian"), case)
    assert "请补交居住证明" in shown
    assert "李录" not in shown


@pytest.mark.django_db
def test_a_school_that_applies_reads_its_own_units_remarks_and_decisions(world: World, leave: Case) -> None:
    sign(leave, world.actor("principal"), "school", "校内：已家访")
    county = world.actor("county_official")
    state = queries.state_of(leave)
    number = state.tasks_of(state.open_visits[0])[0].number
    colleague = actor_at("county_official", world.county)
    command = commands.AddSigner(number, colleague.id, Place.BEFORE)
    actions.act(actor=county, case_id=leave.pk, command=command, comment="内部：请核病历")
    shown = page(world.client("registrar"), leave)
    assert "校内：已家访" in shown
    assert "内部：请核病历" not in shown
    assert "加签" not in shown
    assert "内部：请核病历" in page(world.client("principal"), leave)
    added = max(queries.state_of(leave).tasks)
    actions.act(actor=colleague, case_id=leave.pk, command=commands.Agree(added), comment="内部：病历属实")
    actions.act(actor=county, case_id=leave.pk, command=commands.Agree(number), comment="同意休学，请做好回访")
    shown = page(world.client("registrar"), leave)
    assert "内部：病历属实" not in shown
    assert "同意休学，请做好回访" in shown, "a decision is told"


@pytest.mark.django_db
def test_who_writes_is_told_who_will_read_it(world: World, leave: Case) -> None:
    passing = page(world.client("principal"), leave)
    assert "只有办理人员能看到：同意、" in passing
    sign(leave, world.actor("principal"), "school")
    assert "申请人能看到：同意、" in page(world.client("county_official"), leave)
