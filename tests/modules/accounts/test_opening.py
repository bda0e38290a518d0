"""A registrar opens accounts for a class and prints the codes; each code opens its account once, and for a month."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.modules.accounts.actions import keeping, opening
from shuren.modules.accounts.models import AccountConsent, Sheet, SheetLine
from shuren.modules.accounts.queries import groups, sheets
from shuren.spine.identity.models import Account, Grant
from shuren.spine.people.models import PersonAccount
from tests.inline import run_jobs
from tests.modules.accounts.third import ThirdGrade
from tests.spine.people import factories
from tests.world import World, account

pytestmark = pytest.mark.django_db


def ask(world: World, key: str, *people: int, role: str = "registrar", paper: bool = False) -> Sheet:
    actor = world.actor(role)
    sheet = opening.ask(
        actor=actor, chosen=groups.chosen_of(actor, key), people=list(people), has_paper=paper, at=timezone.now()
    )
    run_jobs()
    return sheet


def line(sheet: Sheet) -> SheetLine:
    return sheets.lines_of(sheet)[0]


def enters(username: str, code: str) -> bool:
    client = Client()
    client.post("/sign-in", {"username": username, "password": code})
    return "_auth_user_id" in client.session


def test_a_code_on_paper_opens_the_account_and_asks_for_a_password(world: World, third: ThirdGrade) -> None:
    made = line(ask(world, third.pupils, third.old.person_id))
    assert made.account.name == "李大山"
    assert made.account.username.startswith("lds")
    assert enters(made.account.username, made.code.reveal())
    assert made.account.must_change_password
    assert [grant.role for grant in Grant.objects.within("").filter(account=made.account)] == ["student"]
    assert PersonAccount.objects.get(account=made.account).person == third.old.person


def test_below_fourteen_nobody_gets_an_account_before_a_guardian_agrees(world: World, third: ThirdGrade) -> None:
    with pytest.raises(opening.ConsentMissing) as refused:
        ask(world, third.pupils, third.young.person_id, third.old.person_id)
    assert "王小树" in refused.value.sentence
    assert "李大山" not in refused.value.sentence
    assert not Sheet.objects.within("").exists()
    ask(world, third.pupils, third.young.person_id, third.old.person_id, paper=True)
    assert [row.child_id for row in AccountConsent.objects.within("")] == [third.young.person_id]
    assert PersonAccount.objects.filter(person__in=[third.young.person_id, third.old.person_id]).count() == 2


def test_filling_twice_opens_once(world: World, third: ThirdGrade) -> None:
    sheet = ask(world, third.guardians, third.mother.guardian_id)
    first = line(sheet)
    opening.fill(actor=world.actor("registrar"), sheet=sheet, tell=lambda _done, _total: None)
    assert PersonAccount.objects.filter(person=third.mother.guardian_id).count() == 1
    assert line(sheet).code.reveal() == first.code.reveal()


def test_who_has_an_account_gets_a_new_code_and_the_old_one_opens_nothing(world: World, third: ThirdGrade) -> None:
    first = line(ask(world, third.pupils, third.old.person_id))
    second = line(ask(world, third.pupils, third.old.person_id))
    assert second.account == first.account
    assert not enters(first.account.username, first.code.reveal())
    assert enters(second.account.username, second.code.reveal())


def test_a_teacher_who_is_a_guardian_keeps_one_account(world: World, third: ThirdGrade) -> None:
    sheet = ask(world, third.guardians, third.mother.guardian_id)
    factories.post(world.school, of=third.mother.guardian)
    again = ask(world, "staff", third.mother.guardian_id)
    assert line(again).account == line(sheet).account
    held = Grant.objects.within("").filter(account=line(again).account)
    assert sorted(held.values_list("role", flat=True)) == ["guardian", "teacher"]


def test_a_head_teacher_helps_the_own_class_and_no_other(world: World, third: ThirdGrade) -> None:
    other = factories.school_class(world.school, "202402", name="三（2）班")
    assert line(ask(world, third.pupils, third.old.person_id, role="teacher")).code
    for key in (f"pupils-{other.pk}", "staff"):
        with pytest.raises(NotFoundHere):
            groups.chosen_of(world.actor("teacher"), key)


def test_a_pupil_of_another_school_cannot_be_put_on_a_sheet(world: World, third: ThirdGrade) -> None:
    far = factories.enrolment(world.far_school, "高远")
    with pytest.raises(opening.NotInGroup):
        ask(world, third.pupils, third.old.person_id, far.person_id)
    assert not PersonAccount.objects.filter(person=far.person).exists()


def test_nobody_else_fills_a_sheet(world: World, third: ThirdGrade) -> None:
    sheet = ask(world, third.pupils, third.old.person_id)
    with pytest.raises(Forbidden):
        opening.fill(actor=world.actor("principal"), sheet=sheet, tell=lambda _done, _total: None)


def test_one_whom_security_has_shut_out_is_told_on_the_sheet_and_holds_nobody_up(
    world: World, third: ThirdGrade
) -> None:
    first = line(ask(world, third.pupils, third.old.person_id))
    Account.objects.filter(pk=first.account_id).update(is_active=False)
    lines = sheets.lines_of(ask(world, third.pupils, third.old.person_id, third.young.person_id, paper=True))
    told = {row.name: row for row in lines}
    assert "停用" in told["李大山"].why
    assert told["李大山"].code is None
    assert told["王小树"].code is not None


def test_a_code_out_of_date_opens_nothing_and_says_so(world: World, third: ThirdGrade) -> None:
    made = line(ask(world, third.pupils, third.old.person_id))
    Account.objects.filter(pk=made.account_id).update(password_until=timezone.now() - timedelta(minutes=1))
    answer = Client().post("/sign-in", {"username": made.account.username, "password": made.code.reveal()})
    assert answer.status_code == 422
    assert "临时密码已过期" in answer.content.decode()


def test_codes_are_forgotten_once_used_or_out_of_date(world: World, third: ThirdGrade) -> None:
    sheet = ask(world, third.pupils, third.old.person_id, third.young.person_id, paper=True)
    Account.objects.filter(name="李大山").update(must_change_password=False)
    assert keeping.wipe(timezone.now()) == 1
    assert keeping.wipe(sheet.valid_until) == 1


def test_the_pages_lead_from_coverage_to_printed_slips(world: World, third: ThirdGrade) -> None:
    client = world.client("registrar")
    assert "三（1）班" in client.get("/opening/").content.decode()
    page = client.get(f"/opening/groups/{third.pupils}/").content.decode()
    assert "须监护人同意" in page
    sent: Any = {"people": [third.old.person_id]}
    answer = client.post(f"/opening/groups/{third.pupils}/", sent)
    assert answer.status_code == 302
    assert "正在" in client.get(answer["Location"]).content.decode()
    run_jobs()
    assert "等待首次登录" in client.get(answer["Location"]).content.decode()
    slips = client.get(f"{answer['Location']}slips/").content.decode()
    code = SheetLine.objects.within("").get().code.reveal()
    assert code in slips
    assert Entry.objects.within("").filter(label="accounts.sheet.viewed").count() == 1


def test_a_refused_choice_keeps_what_was_ticked(world: World, third: ThirdGrade) -> None:
    answer = world.client("registrar").post(f"/opening/groups/{third.pupils}/", {"people": [third.young.person_id]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{third.young.person_id}" checked' in page
    assert f'value="{third.old.person_id}" checked' not in page


def test_coverage_asks_the_same_however_many_classes_there_are(
    world: World, third: ThirdGrade, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        factories.school_class(world.school, f"20250{number}", name=f"一（{number}）班")
    with django_assert_max_num_queries(6):
        rows = groups.coverage(world.actor("registrar"))
    assert [(row.people, row.held, row.used) for row in rows if row.chosen.key == third.pupils] == [(2, 0, 0)]
    assert rows[0].held == 1


def test_a_pupil_sees_the_own_registration_and_nothing_else(world: World, third: ThirdGrade) -> None:
    made = line(ask(world, third.pupils, third.old.person_id))
    made.account.must_change_password = False
    made.account.save(update_fields=["must_change_password"])
    client = Client()
    client.force_login(made.account)
    page = client.get("/registry/own/").content.decode()
    assert "李大山" in page
    assert "三（1）班" in page
    assert "王小树" not in page
    assert client.get("/people/students/").status_code == 403


@pytest.mark.parametrize("role", ["county_official", "principal", "registrar"])
def test_a_code_never_opens_an_account_that_holds_an_office(world: World, third: ThirdGrade, role: str) -> None:
    """A guardian may be an official, and the school's principal a member of its staff: a registrar enters neither."""
    holder = world.accounts[role]
    PersonAccount.objects.create(account=holder, person=third.mother.guardian)
    password = holder.password
    told = line(ask(world, third.guardians, third.mother.guardian_id, role="teacher"))
    holder.refresh_from_db()
    assert told.code is None
    assert "另有其他职务" in told.why
    assert holder.password == password
    assert Grant.objects.within("").filter(account=holder, role="guardian").exists()


def test_a_code_of_one_school_never_opens_the_account_of_another_school_s_teacher(
    world: World, third: ThirdGrade
) -> None:
    far = account("far", org=world.far_school, role="teacher")
    PersonAccount.objects.create(account=far, person=third.mother.guardian)
    assert line(ask(world, third.guardians, third.mother.guardian_id)).code is None
