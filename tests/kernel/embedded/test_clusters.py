"""Starting, finding, stopping and losing the embedded server."""

import multiprocessing
import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from shuren.kernel.embedded import Cluster, NotRunning, Unavailable, binaries, cluster, database_url, postmaster


def ask(url: str, question: str) -> object:
    """Return the first value the database answers with."""
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def kill_postmaster(victim: Cluster) -> None:
    server = postmaster.seen(victim.data)
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    while postmaster.seen(victim.data) is not None:
        time.sleep(0.01)


def start_and_report(var: Path, answers: "multiprocessing.Queue[tuple[bool, str]]") -> None:
    started = cluster(var)
    answers.put((started.start(), started.url()))


def test_a_first_start_answers_durably_and_a_stop_ends_it(fresh: Cluster) -> None:
    assert fresh.start() is True
    settings = {
        name: ask(fresh.url(), f"SHOW {name}")
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "server_encoding")
    }
    assert settings == {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "server_encoding": "UTF8",
    }
    assert (
        ask(fresh.url(), "SELECT datlocale FROM pg_database WHERE datlocprovider = 'b' AND datname = 'shuren'")
        == "C.UTF-8"
    )
    fresh.stop()
    assert not fresh.is_running()
    with pytest.raises(NotRunning):
        fresh.url()


def test_a_second_start_attaches_to_the_running_server(fresh: Cluster) -> None:
    fresh.start()
    again = cluster(fresh.var)
    assert again.start() is False
    assert again.url() == fresh.url() == database_url(fresh.var)


def test_a_restart_keeps_data_and_address(fresh: Cluster) -> None:
    fresh.start()
    before = fresh.url()
    with psycopg.connect(before) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    fresh.stop()
    assert fresh.start() is True
    assert fresh.url() == before
    assert ask(fresh.url(), "SELECT n FROM kept") == 42


def test_processes_that_start_it_at_once_share_one_server(fresh: Cluster) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[tuple[bool, str]] = context.Queue()
    starters = [context.Process(target=start_and_report, args=(fresh.var, answers)) for _ in range(4)]
    for starter in starters:
        starter.start()
    told = [answers.get(timeout=60) for _ in starters]
    for starter in starters:
        starter.join()
    assert sorted(started for started, _ in told) == [False, False, False, True]
    assert {url for _, url in told} == {fresh.url()}


def test_the_application_role_is_bound_by_row_security(fresh: Cluster) -> None:
    fresh.start()
    question = (
        "SELECT rolsuper::int + rolbypassrls::int + rolcreaterole::int FROM pg_roles WHERE rolname = current_user"
    )
    assert ask(fresh.url(), question) == 0
    assert ask(fresh.url(), "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") is True
    with psycopg.connect(fresh.url()) as connection:
        connection.execute("CREATE TABLE walled (n int)")
        connection.execute("INSERT INTO walled VALUES (1), (2)")
        connection.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE walled FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY one ON walled USING (n = 1)")
    assert ask(fresh.url(), "SELECT count(*) FROM walled") == 1


def test_nobody_gets_in_without_the_password(fresh: Cluster) -> None:
    fresh.start()
    wrong = fresh.url().replace("//shuren:", "//shuren:x")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    kept = fresh.var / "secrets" / "database.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(fresh.home.stat().st_mode) == 0o700


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["a living stranger", "nobody"])
def test_a_stale_pid_file_does_not_stop_a_start(fresh: Cluster, pid: int) -> None:
    fresh.start()
    left = (fresh.data / "postmaster.pid").read_text().split("\n", 1)[1]
    fresh.stop()
    (fresh.data / "postmaster.pid").write_text(f"{pid}\n{left}")
    assert not fresh.is_running()
    assert fresh.start() is True
    assert ask(fresh.url(), "SELECT 1") == 1


def test_nothing_committed_is_lost_when_the_server_is_killed(fresh: Cluster) -> None:
    fresh.start()
    acknowledged = 0
    with psycopg.connect(fresh.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE ledger (n int PRIMARY KEY)")
    for _ in range(3):
        with psycopg.connect(fresh.url(), autocommit=True) as connection:
            for _ in range(50):
                connection.execute("INSERT INTO ledger VALUES (%s)", [acknowledged + 1])
                acknowledged += 1
            kill_postmaster(fresh)
        assert fresh.start() is True
        assert ask(fresh.url(), "SELECT count(*) FROM ledger") == acknowledged


def test_a_half_made_cluster_is_made_again(fresh: Cluster) -> None:
    fresh.start()
    fresh.stop()
    fresh.data.rename(fresh.home / "new-0badcafe")
    assert fresh.start() is True
    assert [path.name for path in fresh.home.glob("new-*")] == []


def test_a_taken_port_is_replaced(fresh: Cluster, reachable: Path) -> None:
    fresh.start()
    first = fresh.url()
    fresh.stop()
    thief = cluster(reachable / "thief")
    thief.start()
    try:
        conf = fresh.data / "shuren.conf"
        ports = [url.rsplit(":", 1)[1].split("/")[0] for url in (first, thief.url())]
        conf.write_text(conf.read_text().replace(f"port = {ports[0]}", f"port = {ports[1]}"))
        fresh.start()
        assert fresh.url().rsplit(":", 1)[1] != thief.url().rsplit(":", 1)[1]
    finally:
        thief.stop()


def test_a_path_too_long_for_a_socket_still_starts(reachable: Path) -> None:
    deep = cluster(reachable / ("d" * 60) / ("e" * 60))
    deep.start()
    try:
        assert ask(deep.superuser_url(), "SHOW unix_socket_directories") == ""
    finally:
        deep.remove()
    assert not deep.data.exists()


def test_a_path_with_spaces_and_quotes_starts(reachable: Path) -> None:
    odd = cluster(reachable / "运行 o'clock dir")
    odd.start()
    try:
        assert ask(odd.url(), "SELECT 1") == 1
    finally:
        odd.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_serves_a_folder_its_account_cannot_reach(reachable: Path) -> None:
    hidden = reachable / "hidden"
    hidden.mkdir(mode=0o700)
    kept = cluster(hidden / "var")
    kept.start()
    try:
        assert (hidden / "var" / "pg").is_symlink()
        assert kept.home.parent == binaries.SHARED
        assert ask(kept.url(), "SELECT 1") == 1
        server = postmaster.seen(kept.data)
        assert server is not None
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0
    finally:
        kept.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_runs_a_copy_of_binaries_its_account_cannot_reach(
    reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = binaries.find_install()
    hidden = reachable / "hidden"
    hidden.mkdir(mode=0o700)
    (hidden / "site").symlink_to(original.parent.parent)
    monkeypatch.setattr(binaries.Account, "can_reach", lambda _, path: binaries.SHARED in path.parents)
    runner = binaries.account(reachable)
    first, second = binaries.runnable_install(runner), binaries.runnable_install(runner)
    assert first == second
    assert binaries.SHARED in first.parents
    told = subprocess.run(
        [first / "bin" / "psql", "--version"], capture_output=True, text=True, check=True, user="nobody"
    )
    assert "PostgreSQL" in told.stdout


def test_data_of_another_release_is_refused(fresh: Cluster) -> None:
    fresh.start()
    fresh.stop()
    (fresh.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unavailable, match="PostgreSQL 17"):
        fresh.start()


def test_processes_out_of_sight_are_not_overrun(fresh: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when two containers share the folder: the guard is locked, yet no server can be seen."""
    fresh.start()
    monkeypatch.setattr("shuren.kernel.embedded.clusters.STRANGER_SECONDS", 0.2)
    with monkeypatch.context() as blind:
        blind.setattr(postmaster, "seen", lambda _: None)
        with pytest.raises(Unavailable, match="another container"):
            fresh.start()
    assert ask(fresh.url(), "SELECT 1") == 1


def test_a_lost_password_file_is_named(fresh: Cluster) -> None:
    fresh.start()
    (fresh.var / "secrets" / "database.json").unlink()
    with pytest.raises(Unavailable, match="database\\.json"):
        fresh.url()


def test_an_address_from_outside_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/d")
    assert database_url(tmp_path / "var") == "postgresql://u@h/d"
    assert not (tmp_path / "var").exists()
