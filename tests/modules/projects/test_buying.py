"""Announced, awarded, signed, accepted, paid: in this order, within the money, and never edited."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from shuren.kernel.audit.models import Entry
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.projects.actions import records
from shuren.modules.projects.models import (
    Acceptance,
    Announcement,
    Award,
    Contract,
    Milestone,
    Payment,
    Project,
    Record,
    Stage,
)
from shuren.modules.projects.queries.records import paid as paid_sum
from tests.modules.projects import buying
from tests.modules.projects.buying import days_ago
from tests.world import World, build


def stage(project: Project) -> str:
    project.refresh_from_db()
    return project.stage


@pytest.mark.django_db
def test_a_project_goes_step_by_step_and_is_paid_by_its_contract(world: World) -> None:
    project, actor = buying.a_project(world), world.actor("registrar")
    for step, then in ((buying.announced, Stage.BUYING), (buying.awarded, Stage.AWARDED)):
        step(actor, project)
        assert stage(project) == then
    buying.contracted(actor, project, milestones=[("到货", days_ago(1))])
    assert stage(project) == Stage.CONTRACTED
    buying.paid(actor, project, 30_000, "P-1")
    with pytest.raises(Refused, match=r"最多累计支付 30,000\.00 元，已支付 30,000\.00 元，本次最多支付 0\.00 元"):
        buying.paid(actor, project, 1, "P-2")
    with pytest.raises(Refused, match="还有 1 个履约节点没有完成"):
        buying.accepted(world, project)
    records.reach(actor=actor, project_id=project.pk, milestone_id=Milestone.objects.within("").get().pk)
    assert buying.accepted(world, project).outcome == "granted"
    assert stage(project) == Stage.ACCEPTED
    buying.paid(actor, project, 65_000, "P-2")
    with pytest.raises(Refused, match=r"质保期内扣除质保金后最多累计支付 95,000\.00 元"):
        buying.paid(actor, project, 5_000, "P-3")
    with pytest.raises(Refused, match="已经登记过，请核对是否重复"):
        buying.paid(actor, project, 1, "P-2")
    assert paid_sum(project) == 95_000
    assert Entry.objects.within("").filter(label="projects.step.recorded").count() == 7


Step = Callable[[World, Project], None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (lambda w, p: buying.awarded(w.actor("registrar"), p), "还没有登记采购公告"),
        (lambda w, p: buying.contracted(w.actor("registrar"), p), "还没有登记成交结果"),
        (lambda w, p: buying.paid(w.actor("registrar"), p, 1, "P-1"), "还没有登记合同"),
    ],
)
def test_no_step_is_taken_before_the_one_it_builds_on(world: World, deed: Step, said: str) -> None:
    project = buying.a_project(world)
    with pytest.raises(Refused, match=said):
        deed(world, project)
    assert stage(project) == Stage.GRANTED


@pytest.mark.django_db
def test_each_step_keeps_within_the_money_and_the_days_of_the_one_before(world: World) -> None:
    project, actor = buying.a_project(world), world.actor("registrar")
    buying.announced(actor, project)
    with pytest.raises(Refused, match="已经登记过采购公告"):
        buying.announced(actor, project)
    with pytest.raises(Refused, match=r"超过预算 133,001\.00 元"):
        buying.awarded(actor, project, 133_002)
    buying.awarded(actor, project)
    with pytest.raises(Refused, match=r"超过成交金额 120,000\.00 元"):
        buying.contracted(actor, project, 120_001)
    with pytest.raises(Refused, match="日期早于上一步"):
        buying.contracted(actor, project, signed_on=days_ago(51))
    with pytest.raises(Refused, match="不能晚于今天"):
        buying.contracted(actor, project, signed_on=days_ago(-1))


@pytest.mark.django_db
def test_what_is_wrong_is_reversed_from_the_end_and_stays_to_be_read(world: World) -> None:
    project, actor = buying.under_contract(world), world.actor("registrar")
    buying.paid(actor, project, 30_000, "P-1")

    def reverse(kind: type[Record], voucher: str = "") -> None:
        row = kind.objects.within("").get(project=project, reversed_at=None)
        records.reverse(
            actor=actor, project_id=project.pk, kind=kind, record_id=row.pk, why="金额登记错误", voucher=voucher
        )

    for kind, said in ((Announcement, "已经登记成交结果"), (Award, "已经登记合同"), (Contract, "已经登记支付")):
        with pytest.raises(Refused, match=said):
            reverse(kind)
    reverse(Payment, "H-1")
    payment = Payment.objects.within("").get()
    assert (payment.amount_yuan, payment.red_voucher, payment.counted_yuan) == (30_000, "H-1", 0)
    assert paid_sum(project) == 0
    reverse(Contract)
    assert stage(project) == Stage.AWARDED
    buying.contracted(actor, project, 110_000)
    assert Contract.objects.within("").count() == 2
    page = world.client("principal").get(f"/projects/{project.pk}/").content.decode()
    assert "冲销合同" in page
    assert "H-1" in page
    with pytest.raises(NotFoundHere):
        records.reverse(actor=actor, project_id=project.pk, kind=Payment, record_id=payment.pk, why="再冲一次")


@pytest.mark.django_db
def test_an_acceptance_stands_while_more_is_paid_than_could_be_without_it(world: World) -> None:
    project, actor = buying.under_contract(world), world.actor("county_official")
    buying.accepted(world, project)
    row = Acceptance.objects.within("").get()
    buying.paid(actor, project, 90_000, "P-1")
    asked = {"actor": actor, "project_id": project.pk, "kind": Acceptance, "record_id": row.pk, "why": "验收有误"}
    with pytest.raises(Refused, match="已经支付的超过验收前可以支付的金额"):
        records.reverse(**asked)
    payment = Payment.objects.within("").get()
    records.reverse(
        actor=actor, project_id=project.pk, kind=Payment, record_id=payment.pk, why="退款", voucher="H-1"
    )  # fmt: skip
    records.reverse(**asked)
    assert stage(project) == Stage.CONTRACTED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE projects_payment SET amount_yuan = 1",
        "DELETE FROM projects_payment",
        "UPDATE projects_contract SET amount_yuan = amount_yuan + 1",
    ],
)
def test_the_database_lets_nobody_edit_a_record(world: World, edit: str) -> None:
    project = buying.under_contract(world)
    buying.paid(world.actor("registrar"), project, 30_000, "P-1")
    with pytest.raises(DatabaseError, match="reversed, never edited"), transaction.atomic():
        connection.cursor().execute(edit)


@pytest.mark.django_db(transaction=True)
def test_of_two_payments_at_once_the_second_is_told_what_is_left() -> None:
    world = build()
    project = buying.under_contract(world)
    together, refused = threading.Barrier(2), list[str]()

    def pay(role: str, voucher: str) -> None:
        together.wait()
        try:
            buying.paid(world.actor(role), project, 20_000, voucher)
        except Refused as refusal:
            refused.append(refusal.sentence)
        connection.close()

    people = (("registrar", "P-1"), ("county_official", "P-2"))
    threads = [threading.Thread(target=pay, args=args) for args in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert paid_sum(project) == 20_000
    assert len(refused) == 1
    assert "本次最多支付 10,000.00 元" in refused[0]


@pytest.mark.django_db
def test_steps_are_recorded_on_pages_and_a_wrong_code_is_told_at_its_field(world: World) -> None:
    project, client = buying.a_project(world), world.client("registrar")
    here = f"/projects/{project.pk}"
    assert "登记采购公告" in client.get(f"{here}/").content.decode()
    typed = {"method": "open", "reference": "AH-2026-01", "announced_on": days_ago(20).isoformat()}
    assert client.post(f"{here}/announcement/new", typed).status_code == 302
    wrong = {"awarded_on": days_ago(9).isoformat(), **buying.SUPPLIER, "amount_yuan": "1000"}
    answer = client.post(f"{here}/award/new", {**wrong, "credit_code": "91340100MA2TEKT02G"})
    assert answer.status_code == 422
    assert "末位校验码" in answer.content.decode()
    assert client.post(f"{here}/award/new", wrong).status_code == 302
    signed = {
        "number": "HT-9", "signed_on": days_ago(5).isoformat(), "deliver_by": days_ago(-5).isoformat(),
        "amount_yuan": "1000", "before_percent": "50", "retained_percent": "60", "retained_months": "12",
        "milestones": "2026-06-30 到货",
    }  # fmt: skip
    assert client.post(f"{here}/contract/new", signed).status_code == 422
    assert client.post(f"{here}/contract/new", {**signed, "retained_percent": "10"}).status_code == 302
    page = client.get(f"{here}/").content.decode()
    assert "到货" in page
    assert "验收前最多支付 50%" in page
    award = Award.objects.within("").get()
    assert client.get(f"{here}/award/{award.pk}/reverse").status_code == 200
    assert world.client("principal").get(f"{here}/payment/new").status_code == 403
