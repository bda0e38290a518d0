"""The store keeps a content once, under its hash."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.files import actions
from shuren.kernel.files.actions import store
from shuren.kernel.files.models import StoredFile

pytestmark = pytest.mark.django_db
ACTOR = system_actor("tests", "测试")


def stored(content: bytes, name: str = "办学条件.xlsx") -> StoredFile:
    return store(actor=ACTOR, name=name, content=io.BytesIO(content))


def test_it_keeps_the_bytes_the_name_and_the_hash() -> None:
    kept = stored(b"abc" * 1000)
    assert kept.path.read_bytes() == b"abc" * 1000
    assert (kept.name, kept.size) == ("办学条件.xlsx", 3000)
    assert kept.sha256 == hashlib.sha256(b"abc" * 1000).hexdigest()


def test_one_content_lies_on_disk_once(settings: Any) -> None:
    stored(b"same")
    stored(b"same", name="other.xlsx")
    assert len([path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]) == 1
    assert StoredFile.objects.count() == 2


def test_a_content_larger_than_a_block_is_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BLOCK", 7)
    assert stored(b"0123456789" * 10).path.read_bytes() == b"0123456789" * 10


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\..\\x.xlsx", "a" * 400 + ".xlsx"])
def test_a_name_leads_nowhere(settings: Any, name: str) -> None:
    kept = stored(b"x", name=name)
    assert "/" not in kept.name
    assert len(kept.name) <= 255
    assert Path(settings.FILES_DIR) in kept.path.parents


def test_a_reader_that_fails_leaves_no_row() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("connection lost")

    with pytest.raises(OSError, match="lost"):
        store(actor=ACTOR, name="x", content=Broken())
    assert not StoredFile.objects.exists()


def test_a_reader_that_fails_leaves_no_crumbs(settings: Any) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("connection lost")

    with pytest.raises(OSError, match="lost"):
        store(actor=ACTOR, name="x", content=Broken())
    assert [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()] == []


def test_what_a_killed_process_left_behind_is_swept_away_after_a_day(settings: Any) -> None:
    kept, orphan = stored(b"kept"), stored(b"orphan")
    StoredFile.objects.filter(pk=orphan.pk).delete()
    part = Path(settings.FILES_DIR) / "tmp_part"
    part.write_bytes(b"half")
    assert actions.sweep(now=timezone.now()) == 0, "it may still be under way"
    assert actions.sweep(now=timezone.now() + timedelta(days=2)) == 2
    assert [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()] == [kept.path]
