"""A worker killed in the middle leaves nothing half done, and its work can be done again; two at once do not mix."""

import io
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from shuren.kernel.jobs.actions import work
from shuren.kernel.jobs.models import Run
from shuren.kernel.refusals import Refused
from shuren.kernel.tabular import actions, jobs
from shuren.kernel.tabular.models import Batch, BatchChange
from shuren.spine.orgs.models import SchoolClass
from tests.kernel.tabular.sample import GroupBook, actor_at, book, groups, scope_at

ROOT = Path(__file__).resolve().parents[3]
WORKER = Path(__file__).with_name("killed_worker.py")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def region(transactional_db: None) -> Any:
    from tests.world import build

    return build()


def checked(region: Any, folder: Path, count: int) -> Batch:
    scope, actor = scope_at(region.school), actor_at(region.school.path)
    path = book(folder / "a.xlsx", GroupBook, scope, groups=groups(count))
    content = io.BytesIO(path.read_bytes())
    batch = actions.upload(actor=actor, workbook=GroupBook, scope=scope, name="a.xlsx", content=content)
    return actions.check(actor=actor, batch=batch)


def kill_in_the_middle(deed: str, batch: Batch) -> None:
    values = connection.settings_dict
    login = f"{quote(values['USER'])}:{quote(values['PASSWORD'])}"
    url = f"postgresql://{login}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "shuren.site.settings"}
    worker = subprocess.Popen(
        [sys.executable, WORKER, url, deed, str(batch.pk)], stdout=subprocess.PIPE, env=environment, cwd=ROOT, text=True
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "in the middle\n"
    finally:
        worker.kill()
        worker.communicate()
    assert worker.returncode == -9


def test_a_killed_apply_writes_nothing_and_can_be_taken_up_again(region: Any, tmp_path: Path):
    batch = checked(region, tmp_path, 50)
    kill_in_the_middle("apply", batch)
    assert SchoolClass._base_manager.count() == 0
    assert Batch._base_manager.get(pk=batch.pk).state == "ready"
    actions.apply(actor=actor_at(region.school.path), batch=batch)
    assert SchoolClass._base_manager.count() == 50


def test_a_killed_undo_takes_nothing_back_and_can_be_taken_up_again(region: Any, tmp_path: Path):
    actor = actor_at(region.school.path)
    first = actions.apply(actor=actor, batch=checked(region, tmp_path, 5))
    kill_in_the_middle("undo", first)
    assert SchoolClass._base_manager.filter(batch_id=first.pk).count() == 5
    assert Batch._base_manager.get(pk=first.pk).state == "applied"
    actions.undo(actor=actor, batch=first, reason="重来")
    assert SchoolClass._base_manager.count() == 0


def test_of_two_people_applying_at_the_same_moment_one_is_refused(region: Any, tmp_path: Path):
    batches = [checked(region, tmp_path, 40), checked(region, tmp_path, 60)]
    both_ready, outcomes = threading.Barrier(2), []

    def one(batch: Batch) -> None:
        try:
            both_ready.wait(timeout=20)
            actions.apply(actor=actor_at(region.school.path), batch=batch)
            outcomes.append("applied")
        except Refused as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(batch,)) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["RegisterChanged", "applied"]
    assert SchoolClass._base_manager.count() in {40, 60}
    assert not BatchChange.objects.exists()


def test_the_jobs_do_the_whole_way(region: Any, tmp_path: Path):
    scope, actor = scope_at(region.school), actor_at(region.school.path)
    path = book(tmp_path / "a.xlsx", GroupBook, scope, groups=groups(3))
    content = io.BytesIO(path.read_bytes())
    batch = actions.upload(actor=actor, workbook=GroupBook, scope=scope, name="a.xlsx", content=content)
    for start in (jobs.start_check, jobs.start_apply):
        run = start(actor=actor, batch=batch)
        work(run)
        assert Run.objects.within("").get(pk=run).state == "done"
    assert SchoolClass._base_manager.count() == 3
    run = jobs.start_undo(actor=actor, batch=batch, reason="重来")
    work(run)
    assert SchoolClass._base_manager.count() == 0


def test_an_apply_whose_worker_died_after_its_commit_is_not_done_twice(region: Any, tmp_path: Path):
    actor = actor_at(region.school.path)
    batch = actions.apply(actor=actor, batch=checked(region, tmp_path, 3))
    run = jobs.start_apply(actor=actor, batch=batch)
    work(run)
    assert Run.objects.within("").get(pk=run).state == "done"
    assert SchoolClass._base_manager.count() == 3
