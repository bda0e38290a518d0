"""The commands inside this process: help, refusals, exit codes, who acts."""

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.audit import anchors
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.chain import Verdict
from shuren.kernel.audit.models import Entry
from shuren.kernel.tabular.models import Batch
from shuren.kernel.tabular.workflows import BatchState
from shuren.modules.conditions.models import Device
from shuren.site.cli.main import main
from shuren.spine.identity.events import CHAIN_VERIFIED

HEADINGS = "*设备批次名称,*设备类别,*使用对象,*在用数量（台）,*购置年份（年）,*账面原值（元）"
SOUND = f"{HEADINGS}\n学生机房,台式计算机,学生,40,2016,144000\n"


def run(*arguments: object):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_worth_reading(command):
    answer = run(command, "--help")
    assert answer.exit_code == 0
    assert len(answer.output.splitlines()) > 6


def test_help_of_demo_does_not_tell_the_size_for_tests():
    assert "tiny" not in run("demo", "--help").output


def test_wrong_usage_has_its_own_exit_code():
    assert run("explain", "ICT.WIFI_FULL").exit_code == 2


@pytest.fixture
def devices(tmp_path):
    path = tmp_path / "devices.csv"
    path.write_text(SOUND, encoding="utf-8")
    return path


def of_school(world, *more: object):
    return ("--org", world.school.code, "--year", 2020, *more)


def test_an_unknown_table_is_refused_with_those_there_are(world, devices):
    answer = run("import", "conditions.spaceships", devices, *of_school(world))
    assert answer.exit_code == 1
    assert "conditions.device" in answer.output


def test_a_csv_must_be_told_whose_it_is(world, devices):
    assert run("import", "conditions.device", devices).exit_code == 2


def test_import_applies_a_file_as_the_account_named(world, devices):
    answer = run("import", "conditions.device", devices, *of_school(world, "--as", "registrar"))
    assert answer.exit_code == 0, answer.output
    device = Device.objects.within("").get()
    assert (device.school_id, device.year, device.count) == (world.school.pk, 2020, 40)
    assert device.entered_by == world.accounts["registrar"].name


def test_check_only_changes_nothing(world, devices):
    answer = run("import", "conditions.device", devices, *of_school(world, "--check-only"))
    assert answer.exit_code == 0, answer.output
    assert not Device.objects.within("").exists()
    assert Batch.objects.within("").get().state == BatchState.DISCARDED


def test_wrong_cells_end_with_exit_code_3_and_their_place(world, devices):
    devices.write_text(SOUND.replace("40", "四十"), encoding="utf-8")
    answer = run("import", "conditions.device", devices, *of_school(world))
    assert answer.exit_code == 3
    assert "conditions.device 2 count" in answer.output
    assert not Device.objects.within("").exists()


def test_somebody_elsewhere_may_not_import_for_a_school(world, devices):
    other = run("import", "conditions.device", devices, *of_school(world, "--as", "auditor"))
    assert other.exit_code == 1
    assert "权限" in other.output


def test_export_gives_back_what_was_imported_and_is_audited(world, devices, tmp_path):
    run("import", "conditions.device", devices, *of_school(world))
    target = tmp_path / "out.csv"
    answer = run("export", "conditions.device", *of_school(world, "--output", target))
    assert answer.exit_code == 0, answer.output
    assert target.read_text(encoding="utf-8-sig").splitlines()[0] == HEADINGS
    assert "学生机房" in target.read_text(encoding="utf-8-sig")
    assert Entry.objects.within("").filter(label="tabular.table.exported").exists()


def test_revealing_needs_a_reason_and_the_reason_is_kept(world):
    assert run("export", "people.student", *of_school(world, "--reveal", "看")).exit_code == 1
    assert run("export", "people.student", *of_school(world, "--reveal", "核对证件原件")).exit_code == 0
    assert "核对证件原件" in Entry.objects.within("").get(label="site.export.revealed").details


def test_explain_refuses_an_indicator_nobody_declared(world):
    answer = run("explain", "NO.SUCH", world.county.code, 2020)
    assert answer.exit_code == 1
    assert "NO.SUCH" in answer.output


@pytest.mark.django_db(transaction=True)
def test_verify_audit_holds_the_chain_to_the_heads_kept_outside_the_database():
    with transaction.atomic():
        record(actor=system_actor("tests", "测试"), label=CHAIN_VERIFIED, org_path="")
    assert run("verify-audit").exit_code == 0
    (kept,) = anchors.kept()
    anchors.keep(Verdict(kept.position + 1, "ab" * 32, first=kept.first))
    answer = run("verify-audit")
    assert answer.exit_code == 3
    assert "最新的记录被删除" in answer.output


def test_backup_opens_the_rows_that_row_security_walls_in():
    from shuren.kernel import rowsecurity
    from shuren.site.cli import archive

    assert archive.OPEN_ALL == rowsecurity.OPEN_ALL


def test_demo_will_not_touch_a_database_that_holds_something_else(world):
    answer = run("demo", "--size", "tiny", "--build-only")
    assert answer.exit_code == 1
    assert world.school.refresh_from_db() is None


def test_the_authority_is_shown_kept_and_renewed(world):
    from shuren.spine.identity.actions.roots import the_root
    from shuren.spine.identity.models import Root

    the_root(timezone.now())
    assert run("authority", "keep").exit_code == 0
    assert run("authority", "renew-root").exit_code == 1, "it asks first"
    assert run("authority", "renew-root", "--yes").exit_code == 0
    assert Root.objects.count() == 2
    assert run("authority", "status").output.count("*") >= 1
