"""Killed while a phone hands over: what was not acknowledged is sent again, and nothing is there twice or half."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.ledger import verify_stored
from shuren.kernel.audit.models import Entry
from shuren.kernel.files import actions as files
from shuren.kernel.files.models import StoredFile
from shuren.kernel.notices.models import Notice
from shuren.modules.inspection.actions import phones
from shuren.modules.inspection.actions.phones import Taken, Written
from shuren.modules.inspection.models import Item, Note, Photo, Visit
from shuren.modules.inspection.rules.pictures import stripped
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
from tests.killing import deed, holding, kill_at
from tests.modules.inspection.visiting import answered, issued, jpeg
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "tests.modules.inspection.test_killed"
NO_ENTRIES = "LOCK TABLE audit_entry IN SHARE MODE"
NO_TO_DOS = "LOCK TABLE notices_notice IN SHARE MODE"
NO_PHOTOS = "LOCK TABLE inspection_photo IN SHARE MODE"
THE_CONTENT = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
AT = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def region(transactional_db: None) -> World:
    return build()


@pytest.fixture
def visit(region: World) -> Visit:
    (made,) = issued(region)
    return made


# --- what the processes do that are killed ----------------------------------------------------------------------------


def send_note(visit_id: str, key: str) -> None:
    written = Written(UUID(key), _item(visit_id).pk, "yes", "", False, (), AT)
    phones.take_notes(actor=_county(), visit_id=int(visit_id), phone="one", written=[written])


def send_photo(visit_id: str, key: str) -> None:
    taken = Taken(UUID(key), _item(visit_id).pk, jpeg(), AT)
    phones.take_photo(actor=_county(), visit_id=int(visit_id), phone="one", taken=taken)


def hand_in(visit_id: str) -> None:
    phones.hand_in(actor=_county(), visit_id=int(visit_id), photos=())


def _item(visit_id: str) -> Item:
    return Item.objects.filter(round__visits=int(visit_id)).order_by("number")[0]


def _county() -> Actor:
    account = Account.objects.get(username="county_official")
    return identity.actor_for(account, identity.grants_of(account)[0])


# ----------------------------------------------------------------------------------------------------------------------


def test_a_note_is_kept_once(visit: Visit) -> None:
    key = str(uuid4())
    with holding(NO_ENTRIES) as held:
        kill_at(held, [*deed(f"{HERE}:send_note"), str(visit.pk), key], writes=["inspection_note"])
    assert not Note.objects.exists()
    for _twice in range(2):
        send_note(str(visit.pk), key)
    assert [str(note.key) for note in Note.objects.all()] == [key]
    assert Entry.objects.within("").filter(label="inspection.notes.taken").count() == 1
    assert verify_stored().holds


@pytest.mark.parametrize(
    ("lock", "values"),
    [(THE_CONTENT, [sha256(stripped(jpeg())[0]).hexdigest()]), (NO_PHOTOS, [])],
    ids=["while its bytes are stored", "before its row is there"],
)
def test_a_picture_is_kept_once_with_its_bytes(visit: Visit, lock: str, values: list[str]) -> None:
    key = str(uuid4())
    with holding(lock, *values) as held:
        kill_at(held, [*deed(f"{HERE}:send_photo"), str(visit.pk), key])
    assert not Photo.objects.exists()
    assert not StoredFile.objects.exists()
    for _twice in range(2):
        send_photo(str(visit.pk), key)
    (photo,) = Photo.objects.select_related("file")
    assert (str(photo.key), StoredFile.objects.count()) == (key, 1)
    assert sha256(photo.file.path.read_bytes()).hexdigest() == photo.file.sha256
    files.sweep(now=timezone.now() + timedelta(days=2))
    assert [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()] == [photo.file.path]


def test_a_result_is_handed_in_once(region: World, visit: Visit) -> None:
    answered(region, visit)
    with holding(NO_TO_DOS) as held:
        kill_at(held, [*deed(f"{HERE}:hand_in"), str(visit.pk)], writes=["inspection_visit"])
    visit.refresh_from_db()
    assert (visit.state, visit.handed_in_at) == ("open", None)
    assert Notice.objects.filter(kind="inspection.round", settled_at=None).count() == 1
    for _twice in range(2):
        hand_in(str(visit.pk))
    visit.refresh_from_db()
    assert visit.state == "done"
    assert not Notice.objects.filter(kind="inspection.round", settled_at=None).exists()
    assert Notice.objects.filter(kind="inspection.result").count() == 1
    subject = {"subject_type": "inspection.visit", "subject_id": str(visit.pk)}
    assert Entry.objects.within("").filter(label="inspection.visit.step", **subject).count() == 1
    assert verify_stored().holds
