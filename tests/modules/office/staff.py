"""The people of two offices, and a paper and a notice on their way."""

from typing import Any

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, commands, queries
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Case
from shuren.modules.office.actions import letterheads
from shuren.modules.office.cases.drafting import OutgoingForm
from shuren.modules.office.cases.ending import EndingForm
from shuren.modules.office.cases.publishing import NoticeForm
from shuren.modules.office.models import Delivery, Letterhead, Paper
from shuren.spine.identity import queries as identity
from shuren.spine.orgs.models import Org
from tests.world import World, account

BODY = "一、提高认识\n各单位要高度重视。\n（一）压实责任。各校逐级落实。"
TYPED: dict[str, Any] = {
    "kind": "通知", "title": "江城市教育局关于做好校园防汛工作的通知",
    "groups": ["counties", "zones"], "units": "东山小学", "body": BODY,
    "footnote": "", "copies": "", "copied_outside": "市应急局", "urgency": "加急", "secrecy": "", "countersigners": [],
}  # fmt: skip


def holder(role: str, org: Org, name: str = "吴名") -> Actor:
    """Return somebody of this role at an org, made for the purpose."""
    made = account(f"{role}-{org.pk}-{name}", org=org, role=role, name=name)
    return identity.actor_for(made, identity.grants_of(made)[0])


def letterhead(world: World) -> Letterhead:
    return letterheads.keep(
        actor=world.actor("office_clerk"),
        org=world.city,
        agency="江城市教育局",
        mark="江教",
        printer="江城市教育局办公室",
    )


def filled(actor: Actor, **typed: Any) -> OutgoingForm:
    return OutgoingForm(TYPED | typed, actor=actor)


def drafted(world: World, materials: dict[str, Given] | None = None, by: Actor | None = None, **typed: Any) -> Case:
    """Draft a paper, as the city's official where it does not say by whom."""
    actor = by or world.actor("city_official")
    form = filled(actor, **typed)
    assert form.is_valid(), form.errors
    entered = {name: form[name].data for name in form.fields}
    return actions.apply(
        actor=actor, type_code="office.outgoing", form=form.cleaned_data, entered=entered, materials=materials
    )


def task_at(case: Case, step: str, seat: int = 0) -> int:
    state = queries.state_of(case)
    visit = next(visit for visit in state.open_visits if visit.step == step)
    return state.tasks_of(visit)[seat].number


def sign(case: Case, actor: Actor, step: str, form: dict[str, Any] | None = None, seat: int = 0) -> Case:
    command = commands.Agree(task_at(case, step, seat))
    return actions.act(actor=actor, case_id=case.pk, command=command, form=form, entered=form)


def send_back(case: Case, actor: Actor, step: str, to: str) -> Case:
    command = commands.Return(task_at(case, step), to, again=False)
    return actions.act(actor=actor, case_id=case.pk, command=command, comment="请补充依据")


def object_to(case: Case, actor: Actor, step: str, reason: str, seat: int = 0) -> Case:
    command = commands.Disagree(task_at(case, step, seat))
    return actions.act(actor=actor, case_id=case.pk, command=command, comment=reason)


def checked(world: World, case: Case) -> Case:
    """Have the office check a draft without changing it."""
    text = {"title": case.form["title"], "body": case.form["body"]}
    return sign(case, world.actor("office_clerk"), "check", text)


def at(case: Case) -> list[str]:
    return [visit.step for visit in queries.state_of(case).open_visits]


def issued(world: World, materials: dict[str, Given] | None = None, **typed: Any) -> Paper:
    """Take a paper all the way to its number."""
    case = checked(world, drafted(world, materials, **typed))
    sign(case, world.actor("unit_leader"), "sign")
    found: Paper = Paper.objects.within("").get(case_id=case.pk)
    return found


ASKING: dict[str, Any] = {
    "kind": "请示", "title": "东山小学关于增设一个教学班的请示", "groups": ["superior"], "units": "",
    "body": "因入学人数增加，现请求增设一个教学班。\n妥否，请批复。", "copied_outside": "", "urgency": "",
}  # fmt: skip


def asked(world: World, **typed: Any) -> Paper:
    """Have the school ask the county for something: drafted by the registrar, signed by the principal."""
    registrar = world.actor("registrar")
    letterheads.keep(actor=registrar, org=world.school, agency="东山小学", mark="东小", printer="东山小学办公室")
    case = drafted(world, by=registrar, **(ASKING | typed))
    sign(case, world.actor("principal"), "sign")
    found: Paper = Paper.objects.within("").get(case_id=case.pk)
    return found


def county_office(world: World) -> tuple[Actor, Actor]:
    """Furnish the county with an office: return its clerk and its leader."""
    clerk, leader = holder("office_clerk", world.county, "汪文"), holder("unit_leader", world.county, "东局")
    letterheads.keep(actor=clerk, org=world.county, agency="东山县教育局", mark="东教", printer="东山县教育局办公室")
    return clerk, leader


def ended(world: World, paper: Paper, **typed: Any) -> Case:
    """Propose that a paper of the city be revoked or repealed."""
    actor = world.actor("city_official")
    told = {"paper": str(paper.pk), "way": "revoked", "since": "", "why": "发文范围有误"} | typed
    form = EndingForm(told, actor=actor)
    assert form.is_valid(), form.errors
    return actions.apply(actor=actor, type_code="office.ending", form=form.cleaned_data, entered=told)


def delivered(paper: Paper, org: Org) -> Delivery:
    found: Delivery = Delivery.objects.within("").get(paper=paper, org=org)
    return found


def notice_drafted(world: World, **typed: Any) -> Case:
    """Draft a notice as the city's official."""
    actor = world.actor("city_official")
    told = {
        "title": "关于暑期值班的公告",
        "body": "各科室安排专人值班。",
        "audience": "public",
        "replaces": "",
        "show_on": "",
        "expires_on": "",
    } | typed
    form = NoticeForm(told, actor=actor)
    assert form.is_valid(), form.errors
    return actions.apply(actor=actor, type_code="office.publishing", form=form.cleaned_data, entered=told)
