"""The commands against a tiny demo region, each in a process of its own."""

import csv
import io
import json
import shutil
import signal
import socket
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.site.cli.region import Region

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_second_build_finds_the_region(region: Region):
    answer = region.run("demo", "--size", "tiny", "--build-only")
    assert answer.returncode == 0
    assert "已就绪" in answer.stderr


def test_another_size_is_refused_and_nothing_lost(region: Region):
    answer = region.run("demo", "--size", "small", "--build-only")
    assert answer.returncode == 1
    assert "tiny" in answer.stderr


def test_measure_tells_every_measurable_row_by_area(region: Region):
    answer = region.run("measure", "--plan", "HF", "--year", "2018", "--json")
    assert answer.returncode == 0, answer.stderr
    rows = json.loads(answer.stdout)["rows"]
    assert {row["year"] for row in rows} == {2018}
    whole = [row for row in rows if row["scope"] == "全市" and row["numerator"] is not None]
    assert whole
    for row in whole:
        assert sum(area["numerator"] for area in row["areas"].values()) == pytest.approx(row["numerator"])
        assert sum(area["denominator"] for area in row["areas"].values()) == pytest.approx(row["denominator"])
        assert row["light"] in {"green", "amber", "red", "grey"}


def test_measure_refuses_a_plan_nobody_loaded(region: Region):
    answer = region.run("measure", "--plan", "XX")
    assert answer.returncode == 1
    assert "HF" in answer.stderr


def test_explain_leads_from_a_figure_to_its_source(region: Region):
    answer = region.run("explain", "HF.WIFI_FULL", "340100", "2018", "--json")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["basis"]
    assert told["quantities"]
    assert told["snapshots"]


def test_what_is_exported_can_be_imported_without_a_difference(region: Region, tmp_path: Path):
    code = _code_of_a_school(region)
    target = tmp_path / "devices.csv"
    answer = region.run("export", "conditions.device", "--org", code, "--year", 2019, "--output", target)
    assert answer.returncode == 0, answer.stderr
    again = region.run("import", "conditions.device", target, "--org", code, "--year", 2019, "--check-only")
    assert again.returncode == 0, again.stderr
    assert "conditions.device" in again.stdout
    added, changed, vanished = again.stdout.splitlines()[1].split()[2:5]
    assert (added, changed, vanished) == ("0", "0", "0")


def test_an_export_of_a_region_says_whose_row_it_is_and_names_its_rooms(region: Region):
    answer = region.run("export", "conditions.multimedia", "--year", 2019)
    assert answer.returncode == 0, answer.stderr
    rows = list(csv.DictReader(io.StringIO(answer.stdout.lstrip("\ufeff"))))
    assert len({row["填报单位标识码"] for row in rows}) > 1
    assert all(row["*房间编号"] for row in rows)


def test_wrong_cells_are_told_by_row_and_column(region: Region, tmp_path: Path):
    code = _code_of_a_school(region)
    target = tmp_path / "devices.csv"
    region.run("export", "conditions.device", "--org", code, "--year", 2019, "--output", target)
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    lines[1] = lines[1].replace(lines[1].split(",")[3], "四十")
    target.write_text("\n".join(lines), encoding="utf-8")
    answer = region.run("import", "conditions.device", target, "--org", code, "--year", 2019)
    assert answer.returncode == 3
    assert "conditions.device 2 count" in answer.stderr


def test_a_filled_in_template_says_itself_whose_it_is(region: Region):
    workbook = next(iter(sorted((region.var / "demo" / "workbooks" / "2020").glob("*.xlsx"))))
    answer = region.run("import", "conditions", workbook, "--check-only")
    assert answer.returncode == 0, answer.stderr


def test_the_audit_chain_holds(region: Region):
    answer = region.run("verify-audit")
    assert answer.returncode == 0, answer.stderr


def test_smoke_finds_no_error(region: Region):
    answer = region.run("smoke", "--size", "tiny", "--port", free_port())
    assert answer.returncode == 0, "\n".join(line for line in answer.stdout.splitlines() if "✗" in line) + answer.stderr


def test_demo_serves_and_stops_cleanly(region: Region):
    port = free_port()
    with region.start("demo", "--size", "tiny", "--port", port) as process:
        assert process.stdout is not None
        assert any("Ctrl-C" in line for line in process.stdout)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            assert answer.status == 200
        second = region.run("demo", "--size", "tiny", "--port", port)
        assert second.returncode == 1
        assert str(port) in second.stderr
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_backup_is_restored_to_the_last_row(region: Region, tmp_path: Path):
    made, other = tmp_path / "all.tar", Region(tmp_path / "other")
    assert region.run("backup", made).returncode == 0
    assert region.run("backup", made).returncode == 1, "an existing file is not written over"

    without_keys = other.run("restore", made)
    assert without_keys.returncode == 1
    assert "keys.json" in without_keys.stderr

    shutil.copy(region.var / "keys.json", other.var / "keys.json")
    answer = other.run("restore", made)
    assert answer.returncode == 0, answer.stderr
    checked = other.run("verify-audit")
    assert checked.stdout.split() == answer.stdout.split()[1:]

    again = other.run("restore", made)
    assert again.returncode == 1
    assert "--replace" in again.stderr

    assert other.run("export", "conditions.device", "--year", 2019).returncode == 0
    assert other.run("verify-audit").returncode == 0
    replaced = other.run("restore", made, "--replace")
    assert replaced.returncode == 0, replaced.stderr
    assert other.run("verify-audit").returncode == 0, "what was kept of a later state counts no more"


def test_a_damaged_backup_is_found_out(region: Region, tmp_path: Path):
    made, other = tmp_path / "all.tar", Region(tmp_path / "other")
    assert region.run("backup", made).returncode == 0
    content = made.read_bytes()
    at = content.index(b"tables/public.people_person.csv.gz") + 2048
    made.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    other.var.mkdir()
    shutil.copy(region.var / "keys.json", other.var / "keys.json")
    answer = other.run("restore", made)
    assert answer.returncode == 3, answer.stderr


def test_a_build_that_was_killed_is_started_anew(tmp_path: Path):
    cut = Region(tmp_path / "cut")
    with cut.start("demo", "--size", "tiny", "--build-only") as process:
        assert process.stdout is not None
        assert any("orgs" in line for line in process.stdout)
        process.kill()
    answer = cut.run("demo", "--size", "tiny", "--build-only")
    assert answer.returncode == 0, answer.stderr
    assert not helpers_of(cut), "processes of the killed build are still there"
    assert "starting anew" in answer.stderr


def helpers_of(region: Region) -> list[str]:
    """Return the helper processes at work for a runtime folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it may end while it is looked at
            named = f"SHUREN_VAR={region.var}".encode() in (process / "environ").read_bytes().split(b"\0")
            if named and b"forkserver" in (process / "cmdline").read_bytes():
                found.append(process.name)
    return found


def _code_of_a_school(region: Region) -> str:
    workbook = next(iter(sorted((region.var / "demo" / "workbooks" / "2020").glob("*.xlsx"))))
    return workbook.name.split("-")[0]
