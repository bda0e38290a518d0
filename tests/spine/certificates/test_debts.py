"""A certificate that should have come by itself and did not: somebody is asked, and it is tried again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.notices.models import Notice
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.certificates.actions import issuing
from shuren.spine.certificates.actions.debts import Owed
from shuren.spine.certificates.jobs import pay_debts
from shuren.spine.certificates.models import Certificate, Debt
from shuren.spine.certificates.queries import why_told
from shuren.spine.people.models import Enrolment
from tests.spine.certificates.factories import CLERK, PRESENCE
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(pupil: Enrolment) -> Owed:
    """The pupil's registry number is not known yet."""
    Enrolment.objects.within("").filter(pk=pupil.pk).update(national_no=None)
    return Owed(PRESENCE, pupil.pk, pupil.school_id, pupil.person_id, pupil.name)


def mend(owed: Owed) -> None:
    row = Enrolment.objects.within("").get(pk=owed.subject_id)
    row.national_no = "G340102201703010011"
    row.save()


def ensure(owed: Owed) -> str:
    return issuing.ensure(actor=CLERK, owed=owed, at=timezone.now())


def test_the_school_is_asked_and_told_why(world: World, owed: Owed) -> None:
    assert ensure(owed) == ""
    ensure(owed)
    debt = Debt.objects.within("").get()
    assert (why_told(debt.why)[:11], debt.tries) == ("不能签发：学籍号没有登", 2)
    notice = Notice.objects.get(kind="certificates.debt", settled_at=None)
    assert (notice.role, notice.org_path) == ("registrar", world.school.path)
    client = world.client("registrar")
    assert "学籍号没有登记" in client.get(reverse("certificates:debts")).content.decode()
    assert "待补签发" in client.get(reverse("certificates:register")).content.decode()


def test_trying_again_keeps_the_reason_or_settles(world: World, owed: Owed) -> None:
    ensure(owed)
    address = reverse("certificates:retry", args=(Debt.objects.within("").get().pk,))
    assert world.client("registrar").post(address).status_code == 302
    assert Debt.objects.within("").get().tries == 2
    mend(owed)
    world.client("registrar").post(address)
    assert Certificate.objects.within("").get().subject_id == owed.subject_id
    assert not Notice.objects.filter(kind="certificates.debt", settled_at=None).exists()
    assert world.client("registrar").post(address).status_code == 409
    assert Certificate.objects.within("").count() == 1


def test_most_trouble_passes_by_itself(owed: Owed) -> None:
    ensure(owed)
    mend(owed)
    pay_debts(0)
    assert Debt.objects.within("").get().paid_at
    assert Certificate.objects.within("").get().issued_by == "待补签发重试"


def test_issuing_by_hand_settles_too(world: World, owed: Owed) -> None:
    ensure(owed)
    mend(owed)
    issuing.issue(actor=world.actor("registrar"), kind=PRESENCE, subject_id=owed.subject_id, at=timezone.now())
    assert Debt.objects.within("").get().paid_at


def test_a_fault_of_the_platform_is_a_debt_too(owed: Owed, monkeypatch: pytest.MonkeyPatch) -> None:
    mend(owed)

    def breaks(**_given: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(issuing, "store", breaks)
    assert ensure(owed) == ""
    assert "意外错误" in Debt.objects.within("").get().why
    with scope_of(system_actor("tests", "测试")):
        assert not Certificate.objects.within("").exists()
