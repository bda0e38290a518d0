"""成绩证明, and the marks that go with a pupil who changes school."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from shuren.kernel.signing import papers
from shuren.modules.marks.api import held_of
from shuren.modules.marks.certificates import TRANSCRIPT, NoMarks
from shuren.spine.certificates.actions import issuing, wording
from shuren.spine.certificates.rules import wordings
from shuren.spine.identity.models import Root
from shuren.spine.people import api as people
from shuren.spine.people.models import Enrolment
from tests.modules.marks.factories import mark
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    return factories.enrolment(wall_open.school, "李小雨")


def test_its_text_asks_only_for_facts_there_are() -> None:
    wording.check(TRANSCRIPT, TRANSCRIPT.wording)
    assert not wordings.missing_values(TRANSCRIPT.wording, TRANSCRIPT.examples)


def test_it_lists_the_terms_in_order_by_level(pupil: Enrolment) -> None:
    mark(pupil, "14", term="2", level="合格")
    mark(pupil)
    mark(pupil, term="2", level="良好")
    mark(pupil, "15", score=None, full=None, level="")
    facts = TRANSCRIPT.facts(pupil.pk)
    assert facts.rows == (
        ("学年", "年级", "学科", "秋季学期", "春季学期"),
        ("2025-2026", "二年级", "语文", "优秀", "良好"),
        ("2025-2026", "二年级", "数学", "—", "合格"),
    )
    assert (facts.values["起始学期"], facts.values["截止学期"]) == ("2025-2026 秋季", "2025-2026 春季")


def test_who_has_no_marks_gets_none(pupil: Enrolment) -> None:
    assert not list(TRANSCRIPT.offers(pupil.person_id))
    with pytest.raises(NoMarks):
        TRANSCRIPT.facts(pupil.pk)


def test_senior_high_has_points_and_credits(wall_open: World) -> None:  # noqa: F811
    grown = factories.enrolment(wall_open.sibling, "周高", stage="senior", entry_year=2025)
    mark(grown, score=Decimal(128), full=Decimal(150), level="", credit=Decimal(4))
    assert TRANSCRIPT.facts(grown.pk).rows[1][1:] == ("高一", "语文", "128/150", "—", "4")


def test_marks_go_with_a_pupil_who_changes_school(world: World, pupil: Enrolment) -> None:
    mark(pupil)
    deed = people.Deed(world.actor("principal"), date(2026, 11, 23), "ZX1", "东山小学 → 高新小学")
    people.transfer(deed, pupil.pk, people.Destination(world.far_school.pk, None, "1", "转学"))
    now = Enrolment.objects.within("").get(person=pupil.person_id, left_on=None)
    assert held_of(now.pk).marks == 1
    assert now.pk in [offer.subject_id for offer in TRANSCRIPT.offers(pupil.person_id)]
    mark(now, year=2026)
    facts = TRANSCRIPT.facts(now.pk)
    assert facts.unit_id == world.far_school.pk
    assert [row[-1] for row in facts.rows] == ["就读学校", "东山小学", "高新小学"]
    assert len(TRANSCRIPT.facts(pupil.pk).rows) == 2, "the first school certifies what it knows"


def test_a_long_one_has_several_pages_and_one_signature_over_all(world: World, pupil: Enrolment) -> None:
    subjects = [str(code) for code in (10, *range(13, 28))]
    for year in (2024, 2025):
        for term in "12":
            for subject in subjects:
                mark(pupil, subject, year=year, term=term)
    made = issuing.issue(actor=world.actor("registrar"), kind=TRANSCRIPT, subject_id=pupil.pk, at=timezone.now())
    pdf = made.file.path.read_bytes()
    assert int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"]) >= 2
    assert papers.look(pdf, root=bytes(Root.objects.get().certificate), at=made.issued_at).is_good
