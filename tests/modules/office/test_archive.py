"""Papers in the archive, found again, and those nobody has confirmed."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.notices.queries import open_for
from shuren.kernel.refusals import Forbidden
from shuren.modules.office.actions import archive, letterheads, receiving, registering
from shuren.modules.office.models import Delivery, Letterhead, Paper
from shuren.modules.office.queries import found as queries
from shuren.modules.office.rules.archive import code
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def paper(world: World, office: Letterhead) -> Paper:
    return staff.issued(world)


def found(world: World, role: str, query: str) -> str:
    return world.client(role).get(reverse("office:search") + f"?{query}").content.decode()


def test_items_count_by_year_and_retention(world: World, paper: Paper) -> None:
    clerk: Actor = world.actor("office_clerk")
    papers = [paper, staff.issued(world), staff.issued(world)]
    terms = ["thirty", "thirty", "forever"]
    items = [
        archive.file(actor=clerk, paper=one, org_id=world.city.pk, retention=term, at=NOW()).item
        for one, term in zip(papers, terms, strict=True)
    ]
    assert items == [1, 2, 1]


def test_a_paper_is_filed_once_for_a_time(world: World, paper: Paper) -> None:
    clerk: Actor = world.actor("office_clerk")
    with pytest.raises(archive.RetentionMissing):
        archive.file(actor=clerk, paper=paper, org_id=world.city.pk, retention="", at=NOW())
    archive.file(actor=clerk, paper=paper, org_id=world.city.pk, retention="thirty", at=NOW())
    with pytest.raises(archive.FiledAlready, match="30年"):
        archive.file(actor=clerk, paper=paper, org_id=world.city.pk, retention="ten", at=NOW())


def test_a_receiver_files_its_own_copy_and_nobody_elses(world: World, paper: Paper) -> None:
    own = staff.delivered(paper, world.school)
    receiving.confirm(actor=world.actor("principal"), delivery=own, at=NOW())
    registrar = world.client("registrar")
    registrar.post(reverse("office:file_received", args=(own.pk,)), {"retention": "ten"})
    assert "10年 · 第 1 件" in registrar.get(reverse("office:delivery", args=(own.pk,))).content.decode()
    with pytest.raises(Forbidden):
        archive.file(actor=world.actor("registrar"), paper=paper, org_id=world.city.pk, retention="ten", at=NOW())


def test_the_catalogue_of_a_year_is_taken_out(world: World, paper: Paper) -> None:
    clerk = world.actor("office_clerk")
    letterheads.keep(
        actor=clerk, org=world.city, agency="江城市教育局", mark="江教", printer="办公室", last=1, fonds="X043"
    )
    archive.file(actor=clerk, paper=paper, org_id=world.city.pk, retention="thirty", at=NOW())
    address = reverse("office:catalogue_export", args=("csv",)) + f"?year={paper.year}&retention=thirty"
    told = world.client("office_clerk").get(address).content.decode("utf-8-sig")
    assert told.splitlines()[0].startswith("档号,文号,责任者,题名,日期,密级,页数,备注")
    assert f"X043-WS·{paper.year}-D30-0001,{paper.number},江城市教育局" in told
    assert paper.pages == 2


def test_a_unit_without_a_fonds_number_goes_without() -> None:
    assert code("", 2026, "forever", 12) == "WS·2026-Y-0012"


@pytest.mark.parametrize("query", ["q=高度重视", "q=防汛 江教", "q=汛", "kind=通知", "way=received"])
def test_a_paper_received_is_found_by_what_it_says(world: World, paper: Paper, query: str) -> None:
    assert paper.title in found(world, "principal", query)


def test_what_a_unit_has_neither_sent_nor_received_is_not_found(world: World, office: Letterhead) -> None:
    paper = staff.issued(world, groups=["zones"], units="")
    assert paper.title not in found(world, "principal", "q=防汛")
    assert paper.title in found(world, "office_clerk", "q=防汛&way=sent")


def test_everybody_who_has_not_confirmed_is_urged_at_once(world: World, paper: Paper) -> None:
    receiving.confirm(actor=world.actor("principal"), delivery=staff.delivered(paper, world.school), at=NOW())
    staff.issued(world)
    clerk = world.client("office_clerk")
    page = clerk.get(reverse("office:receipts")).content.decode()
    assert (page.count("东山小学"), "催签全部" in page) == (1, True)
    clerk.post(reverse("office:urge_all"))
    assert all(one.sentence.startswith("催签") for one in open_for(world.actor("county_official")))
    Delivery.objects.within("").update(read_at=NOW())
    with pytest.raises(registering.AllConfirmed):
        registering.urge_all(actor=world.actor("office_clerk"), at=NOW())


@pytest.mark.parametrize("text", ["汛校", "高度重视教师", "%", "防_"])
def test_what_no_paper_says_is_not_found(world: World, paper: Paper, text: str) -> None:
    assert paper.title not in found(world, "principal", urlencode({"q": text}))


def test_texts_are_found_by_their_index(world: World, paper: Paper) -> None:
    rows = queries.SEARCH.narrowed(queries.papers_of(world.actor("principal")), {"q": "高度重视"})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    assert "office_paper_pairs" in rows.explain()


def test_the_text_of_a_revoked_paper_is_not_looked_into(world: World, paper: Paper) -> None:
    staff.sign(staff.ended(world, paper), world.actor("unit_leader"), "decide")
    assert [paper.title in found(world, "principal", f"q={word}") for word in ("高度重视", "防汛")] == [False, True]
