"""Where the binaries cannot be used, the reason and the way out are told."""

import importlib.util
import os
import pwd
import sys
from pathlib import Path

import pytest

from shuren.kernel.embedded import Unavailable, binaries

pytestmark = pytest.mark.pure


def test_the_carrier_is_found_but_not_imported() -> None:
    assert (binaries.find_install() / "bin" / "initdb").is_file()
    assert binaries.CARRIER not in sys.modules


def test_a_platform_without_a_wheel_is_told_to_set_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(Unavailable, match="DATABASE_URL"):
        binaries.find_install()


def test_another_operating_system_is_told_to_set_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(Unavailable, match="DATABASE_URL"):
        binaries.find_install()


def test_binaries_for_another_c_library_are_told_apart_from_a_crash(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    foreign = tmp_path / "bin" / "postgres"
    foreign.write_text("#!/lib/ld-musl-none.so.1\n")
    foreign.chmod(0o755)
    me = pwd.getpwuid(os.geteuid())
    with pytest.raises(Unavailable, match=r"glibc 2\.28"):
        binaries._prove(tmp_path, binaries.Account(me.pw_name, me.pw_uid, me.pw_gid))


def test_an_account_without_a_name_is_told_to_set_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1_234_567)
    with pytest.raises(Unavailable, match="1234567"):
        binaries.account(tmp_path)


def test_root_without_an_account_to_become_is_told_to_set_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(pwd, "getpwall", list)
    monkeypatch.setattr(binaries, "ACCOUNTS", ("no-such-account",))
    with pytest.raises(Unavailable, match="no-such-account"):
        binaries.account(tmp_path)


def test_reach_follows_the_permission_bits_of_every_folder_above(tmp_path: Path) -> None:
    stranger = binaries.Account("stranger", 54_321, 54_321)
    (tmp_path / "closed").mkdir(mode=0o700)
    assert stranger.can_reach(Path("/usr/bin/env"))
    assert not stranger.can_reach(tmp_path / "closed" / "file")
