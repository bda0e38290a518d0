"""Drafts: kept for their author, gone when sent, discarded, or left alone for a month."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from shuren.kernel.cases import actions, attachments, drafts
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Draft
from shuren.kernel.files.models import StoredFile
from shuren.kernel.refusals import Forbidden, NotFoundHere
from tests.kernel.cases.papers import PDF, Papers
from tests.world import World, account

pytestmark = pytest.mark.django_db


def saved(world: World, draft_id: int | None = None, files: tuple[int, ...] = (), **entered: str) -> Draft:
    return drafts.save(
        actor=world.actor("registrar"), type_code="tests.papers", draft_id=draft_id,
        entered=entered or {"reason": "迁居"}, labels={"reason": "事由"},
        given={"letter": Given(files), "address": Given(promised=True)},
    )  # fmt: skip


def a_file(world: World, content: bytes = PDF) -> StoredFile:
    material = Papers.materials[0]
    return attachments.keep(actor=world.actor("registrar"), material=material, name="a.pdf", content=BytesIO(content))


def old(*made: Draft) -> None:
    before = timezone.now() - timedelta(days=drafts.KEPT_DAYS + 1)
    Draft.objects.within("").filter(pk__in=[draft.pk for draft in made]).update(saved_at=before)


def test_a_draft_is_saved_as_one_goes(world: World) -> None:
    first = saved(world)
    again = saved(world, first.pk, reason="就业")
    assert (again.pk, again.entered) == (first.pk, {"reason": "就业"})
    assert drafts.given_in(again) == {"letter": Given(), "address": Given(promised=True)}


def test_only_its_author_sees_a_draft(world: World) -> None:
    draft = saved(world)
    colleague = account("second", name="赵二", org=world.school, role="registrar")
    from shuren.spine.identity import queries as identity

    other = identity.actor_for(colleague, identity.grants_of(colleague)[0])
    for actor in (other, world.actor("county_official")):
        with pytest.raises(NotFoundHere):
            drafts.draft_for(actor, draft.pk)
        drafts.discard(actor=actor, draft_id=draft.pk)
    assert Draft.objects.within("").filter(pk=draft.pk).exists()


def test_who_may_not_apply_keeps_no_draft(world: World) -> None:
    with pytest.raises(Forbidden):
        drafts.save(
            actor=world.actor("principal"), type_code="tests.papers", draft_id=None, entered={}, labels={}, given={}
        )


def test_a_draft_that_is_gone_is_saved_anew(world: World) -> None:
    draft = saved(world)
    drafts.discard(actor=world.actor("registrar"), draft_id=draft.pk)
    assert saved(world, draft.pk).pk != draft.pk


def test_drafts_are_not_without_number_or_size(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 2)
    first, _ = saved(world), saved(world)
    with pytest.raises(drafts.TooManyDrafts, match="2 份"):
        saved(world)
    saved(world, first.pk)
    with pytest.raises(drafts.DraftTooLarge):
        saved(world, first.pk, reason="x" * drafts.LARGEST)


def test_sending_removes_the_draft_and_keeps_its_files(world: World) -> None:
    file = a_file(world)
    draft = saved(world, files=(file.pk,))
    case = actions.apply(
        actor=world.actor("registrar"), type_code="tests.papers", form={"reason": "迁居", "far": False},
        materials=drafts.given_in(draft), draft_id=draft.pk,
    )  # fmt: skip
    assert not Draft.objects.within("").exists()
    assert attachments.held(case)[0].file == file
    assert file.path.exists()


def test_discarding_forgets_the_files_that_nothing_else_holds(world: World) -> None:
    own, shared, twin = a_file(world), a_file(world, PDF + b"2"), a_file(world, PDF + b"2")
    drafts.discard(actor=world.actor("registrar"), draft_id=saved(world, files=(own.pk, shared.pk)).pk)
    assert not own.path.exists()
    assert twin.path.exists(), "the other row has the same bytes"
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [twin.pk]


def test_what_a_case_holds_is_not_forgotten_with_a_draft(world: World) -> None:
    file = a_file(world)
    actions.apply(
        actor=world.actor("registrar"), type_code="tests.papers", form={"reason": "迁居", "far": False},
        materials={"letter": Given((file.pk,)), "address": Given(promised=True)},
    )  # fmt: skip
    old(saved(world, files=(file.pk,)))
    assert drafts.expire() == 1
    assert file.path.exists()


def test_drafts_left_alone_are_removed_in_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "PIECE", 2)
    kept = saved(world)
    old(*(saved(world) for _ in range(5)))
    assert drafts.expire() == 5
    assert [draft.pk for draft in Draft.objects.within("")] == [kept.pk]
    assert drafts.expire() == 0


def test_somebody_elses_file_is_not_taken_into_a_draft_and_does_not_go_with_it(world: World) -> None:
    theirs = attachments.keep(
        actor=world.actor("principal"), material=Papers.materials[0], name="b.pdf", content=BytesIO(PDF)
    )
    draft = saved(world, files=(theirs.pk,))
    assert drafts.given_in(draft)["letter"] == Given()
    drafts.discard(actor=world.actor("registrar"), draft_id=draft.pk)
    assert StoredFile.objects.filter(pk=theirs.pk).exists()
