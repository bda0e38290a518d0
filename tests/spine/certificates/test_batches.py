"""Certificates for a whole class: listed with reasons, issued one by one, taken away together."""

import io
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.models import Entry
from shuren.kernel.jobs.actions import work
from shuren.kernel.jobs.models import Run
from shuren.kernel.refusals import Forbidden
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.words import told
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import batches, issuing
from shuren.spine.certificates.models import Certificate, Issuance, IssuanceLine
from shuren.spine.people.models import Enrolment
from tests.inline import run_jobs
from tests.spine.certificates.factories import ONCE, PRESENCE
from tests.spine.people import factories
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(world: World) -> Any:
    """A class of three, one of them without a registry number, and a pupil beside it."""
    with scope_of(system_actor("tests", "测试")):
        room = factories.school_class(world.school)
        for name in ("安一", "白二"):
            factories.enrolment(world.school, name, school_class=room)
        factories.enrolment(world.school, "陈三", school_class=room, national_no=None)
        factories.enrolment(world.school, "丁四")
        yield queries.Group(str(room.pk), room.name, {"school_class_id": room.pk})


def laid_out(world: World, group: queries.Group, *, kind: Any = PRESENCE, by: Actor | None = None) -> Issuance:
    actor = by or world.actor("registrar")
    made = batches.lay_out(actor=actor, kind=kind, school=world.school, group=group, at=timezone.now())
    run_jobs()
    return made


def issued(world: World, issuance: Issuance) -> None:
    batches.begin(actor=world.actor("registrar"), issuance=issuance, at=timezone.now())
    run_jobs()


def lines(issuance: Issuance) -> dict[str, str]:
    return {line.name: line.state for line in IssuanceLine.objects.within("").filter(issuance=issuance)}


def test_the_list_says_who_gets_one_and_why_not(world: World, group: queries.Group) -> None:
    made = laid_out(world, group)
    assert lines(made) == {"安一": "ready", "白二": "ready", "陈三": "refused"}
    assert "学籍号" in IssuanceLine.objects.within("").get(name="陈三").why
    assert not Certificate.objects.within("").exists(), "listing issues nothing"


def test_one_refused_pupil_leaves_the_others_alone(
    world: World, group: queries.Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = laid_out(world, group)
    whole = issuing.issue

    def trips(**given: Any) -> Certificate:
        row = whole(**given)
        if row.name == "安一":
            raise OSError("no space left on device")
        return row

    monkeypatch.setattr(issuing, "issue", trips)
    issued(world, made)
    assert lines(made) == {"安一": "refused", "白二": "issued", "陈三": "refused"}
    assert [row.number[-4:] for row in Certificate.objects.within("")] == ["0001"], "what failed took no number"
    monkeypatch.undo()
    assert batches.look_again(actor=world.actor("registrar"), issuance=made) == 1
    issued(world, made)
    assert lines(made)["安一"] == "issued"


def test_a_killed_worker_goes_on_with_the_next_and_no_number_comes_twice(
    world: World, group: queries.Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = laid_out(world, group)
    batches.begin(actor=world.actor("registrar"), issuance=made, at=timezone.now())
    run = Run.objects.within("").order_by("-id")[0]
    record = issuing._record

    def dies(actor: Any, label: Any, row: Certificate, /, **details: Any) -> None:
        record(actor, label, row, **details)
        if row.name == "白二":
            raise SystemExit

    monkeypatch.setattr(issuing, "_record", dies)
    with pytest.raises(SystemExit):
        work(run.pk)
    assert lines(made) == {"安一": "issued", "白二": "ready", "陈三": "refused"}
    monkeypatch.undo()
    work(run.pk)
    numbers = list(Certificate.objects.within("").order_by("id").values_list("number", flat=True))
    assert [number[-4:] for number in numbers] == ["0001", "0002"]
    work(run.pk)
    assert Certificate.objects.within("").count() == 2


def test_who_has_a_valid_one_gets_no_second(world: World, group: queries.Group) -> None:
    pupil = Enrolment.objects.within("").get(name="安一")
    held = issuing.issue(actor=world.actor("registrar"), kind=ONCE, subject_id=pupil.pk, at=timezone.now())
    made = laid_out(world, group, kind=ONCE)
    assert held.number in IssuanceLine.objects.within("").get(issuance=made, name="安一").why


def test_many_are_issued_by_a_second_person(
    world: World, group: queries.Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ALONE", 1)
    made = laid_out(world, group)
    with pytest.raises(batches.NeedsSecondPerson):
        issued(world, made)
    batches.begin(actor=world.actor("principal"), issuance=made, at=timezone.now())
    run_jobs()
    assert Certificate.objects.within("").filter(issued_by="王校").count() == 2


def test_an_empty_group_or_one_too_large_is_refused(
    world: World, group: queries.Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(batches.NobodyThere):
        laid_out(world, queries.Group("0", "", {"school_class_id": 0}))
    monkeypatch.setattr(batches, "MOST", 2)
    with pytest.raises(batches.TooManyAtOnce):
        laid_out(world, group)
    with pytest.raises(Forbidden):
        laid_out(world, group, by=world.actor("city_official"))


def test_over_http(world: World, group: queries.Group) -> None:
    client = world.client("registrar")
    choose = reverse("certificates:choose")
    assert "2024级1班" in client.get(choose).content.decode()
    assert client.post(choose, {"kind": PRESENCE.code, "group": "x"}).status_code == 422
    address = client.post(choose, {"kind": PRESENCE.code, "group": group.key})["Location"]
    run_jobs()
    assert "可以签发" in client.get(address).content.decode()
    made = Issuance.objects.within("").get()
    client.post(reverse("certificates:issuance_step", args=(made.pk, "issue")))
    run_jobs()
    bundle = client.get(reverse("certificates:issuance_bundle", args=(made.pk,))).getvalue()
    names = zipfile.ZipFile(io.BytesIO(bundle)).namelist()
    assert [name.split("_")[0] for name in names] == ["安一", "白二"]
    taken = client.get(reverse("certificates:issuance_export", args=(made.pk, "csv"))).getvalue().decode()
    assert "陈三" in taken
    head = world.client("principal")
    revoking = reverse("certificates:revoke_issuance", args=(made.pk,))
    preview = head.get(revoking).content.decode()
    assert "撤销后不能恢复" in preview
    assert all(
        word in preview for word in ("安一", "白二", *Certificate.objects.within("").values_list("number", flat=True))
    )
    assert "陈三" not in preview
    assert head.post(revoking, {"reason": ""}).status_code == 422
    assert valid() == {"安一", "白二"}
    assert head.post(revoking, {"reason": "文字有误"})["Location"] == address
    assert "正在" in head.get(address).content.decode()
    run_jobs()
    assert "已撤销" in head.get(address).content.decode()
    assert "撤销本批" not in head.get(address).content.decode(), "nothing is left to revoke"
    assert not Certificate.objects.within("").filter(revoked_at=None).exists()
    assert world.client("auditor").get(address).status_code == 403


def valid() -> set[str]:
    return set(Certificate.objects.within("").filter(revoked_at=None).values_list("name", flat=True))


@pytest.fixture
def batch(world: World, group: queries.Group) -> Issuance:
    """A batch of two that has been issued."""
    made = laid_out(world, group)
    issued(world, made)
    return made


def revoke(world: World, batch: Issuance, *, by: str = "principal", reason: str = "印章有误") -> Run:
    batches.begin_revoking(actor=world.actor(by), issuance=batch, reason=reason)
    return Run.objects.within("").order_by("-id")[0]


def test_a_batch_is_revoked_with_its_reason_on_each_and_an_entry_for_all(world: World, batch: Issuance) -> None:
    run = revoke(world, batch)
    assert valid() == {"安一", "白二"}, "the job does it"
    work(run.pk)
    assert valid() == set()
    assert set(Certificate.objects.within("").values_list("reason", "revoked_by")) == {("印章有误", "王校")}
    labels = list(Entry.objects.within("").values_list("label", flat=True))
    assert labels.count("certificates.certificate.revoked") == 2
    assert labels.count("certificates.issuance.revoking") == 1
    run.refresh_from_db(from_queryset=Run.objects.within(""))
    assert run.state == "done"
    with pytest.raises(batches.NothingValid):
        revoke(world, batch)


def test_who_may_not_or_gives_no_reason_revokes_nothing(
    world: World, batch: Issuance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Forbidden):
        revoke(world, batch, by="registrar")
    with pytest.raises(issuing.ReasonMissing):
        revoke(world, batch, reason="  ")
    monkeypatch.setattr(batches, "ALONE", 1)
    Issuance.objects.within("").filter(pk=batch.pk).update(asked_by_key=world.actor("principal").id)
    batch.refresh_from_db(from_queryset=Issuance.objects.within(""))
    with pytest.raises(batches.NeedsAnother):
        revoke(world, batch)
    assert valid() == {"安一", "白二"}


def test_while_a_job_is_at_work_no_other_begins(world: World, batch: Issuance) -> None:
    revoke(world, batch)
    with pytest.raises(batches.AtWork):
        revoke(world, batch)
    with pytest.raises(batches.AtWork):
        batches.begin(actor=world.actor("registrar"), issuance=batch, at=timezone.now())


def test_a_worker_killed_while_revoking_goes_on_with_the_next(
    world: World, batch: Issuance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, void = revoke(world, batch), issuing._void

    def dies(actor: Actor, certificate: Certificate, *given: Any) -> Certificate:
        if certificate.name == "白二":
            raise SystemExit
        return void(actor, certificate, *given)

    monkeypatch.setattr(issuing, "_void", dies)
    with pytest.raises(SystemExit):
        work(run.pk)
    assert valid() == {"白二"}
    monkeypatch.undo()
    work(run.pk)
    assert valid() == set()
    assert list(Entry.objects.within("").values_list("label", flat=True)).count("certificates.certificate.revoked") == 2


def test_one_that_cannot_be_revoked_holds_up_no_other(
    world: World, batch: Issuance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, void = revoke(world, batch), issuing._void

    def trips(actor: Actor, certificate: Certificate, *given: Any) -> Certificate:
        if certificate.name == "安一":
            raise OSError("no space left on device")
        return void(actor, certificate, *given)

    monkeypatch.setattr(issuing, "_void", trips)
    work(run.pk)
    run.refresh_from_db(from_queryset=Run.objects.within(""))
    assert (run.state, valid()) == ("failed", {"安一"})
    assert "有 1 份没有撤销成功" in told(run.note)
    monkeypatch.undo()
    work(revoke(world, batch).pk)
    assert valid() == set()


def test_one_that_was_revoked_meanwhile_is_passed_over(world: World, batch: Issuance) -> None:
    run, first = revoke(world, batch), Certificate.objects.within("").get(name="安一")
    issuing.revoke(actor=world.actor("principal"), certificate=first, reason="先行撤销", at=timezone.now())
    work(run.pk)
    assert dict(Certificate.objects.within("").values_list("name", "reason")) == {
        "安一": "先行撤销",
        "白二": "印章有误",
    }
    with pytest.raises(batches.NothingValid):
        revoke(world, batch)
