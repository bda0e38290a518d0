"""What a question is found to be, by the registers as they are declared."""

from datetime import date

import pytest

from shuren.modules.collection.queries import known
from shuren.modules.collection.rules.dictionary import CERTAIN, Asked, Known, Shape, Trait, Word, finding_of
from shuren.modules.collection.rules.kinds import Finding
from shuren.modules.collection.rules.matching import Dictionary, match

pytestmark = pytest.mark.pure

AS_OF = date(2026, 9, 1)
TERMS = {
    "conditions.room", "conditions.site", "conditions.link", "conditions.device", "conditions.multimedia",
    "conditions.recording", "conditions.lab", "conditions.spending", "people.pupils", "people.staff",
    "people.leavers", "people.joined", "people.suspended", "people.classes", "orgs.schools",
}  # fmt: skip


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return known.declared()


def best(dictionary: Dictionary, label: str, **said: object):
    found = match(Asked(label, as_of=AS_OF, **said), dictionary)  # type: ignore[arg-type]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("label", "table", "how", "where"),
    [
        ("在校女生数", "people.pupils", "count", {"sex": ["2"]}),
        ("住校生人数", "people.pupils", "count", {"study_mode": ["2"]}),
        ("中高级职称教师（人）", "people.staff", "count", {"staff_kind": ["1"], "title": ["051", "052", "053"]}),
        ("校园绿化面积（平方米）", "conditions.site", "sum", {"kind": ["30"]}),
        (
            "小学专任教师中本科以上学历人数",
            "people.staff",
            "count",
            {"stage": ["primary"], "staff_kind": ["1"], "education": ["11", "12", "13", "14", "15", "16", "21"]},
        ),
        ("普通教室总面积", "conditions.room", "sum", {"room_type": ["5"]}),
        ("女生占比", "people.pupils", "share", {"sex": ["2"]}),
        ("是否有游泳馆", "conditions.site", "any", {"kind": ["22"]}),
        ("12至14岁学生数", "people.pupils", "count", {"age": ["12", "13", "14"]}),
    ],
)
def test_figures_nobody_declared_are_counted_in_the_register(dictionary, label, table, how, where):
    found = best(dictionary, label, kind="yes_no" if how == "any" else "number")
    assert (found.derivation["table"], found.derivation["how"], found.derivation["where"]) == (table, how, where)
    assert found.finding is Finding.DERIVABLE
    assert found.is_certain


@pytest.mark.parametrize(
    "label",
    [
        "计划招生数",
        "下学年预计班级数",
        "优秀班主任人数",
        "参加课后服务的学生数",
        "宿舍床位数",
        "近三年毕业生数",
        "录播教室使用率",
    ],
)
def test_what_only_looks_known_is_asked(dictionary, label):
    assert finding_of(match(Asked(label, as_of=AS_OF), dictionary)) is Finding.NEW


@pytest.mark.parametrize(
    ("label", "said", "source"),
    [
        ("单位名称", {"kind": "text"}, "org:name"),
        (
            "无线网络覆盖情况",
            {"kind": "choice", "options": ("无", "部分覆盖", "全覆盖")},
            "column:conditions.network.wifi",
        ),
        ("监护人联系电话", {"kind": "text"}, "column:people.student.g_phone"),
        ("生机比", {}, "indicator:ICT.STU_PC"),
        ("核定教职工编制数", {"unit": "人"}, "elsewhere:establishment"),
    ],
)
def test_what_is_kept_is_found_by_its_names(dictionary, label, said, source):
    assert best(dictionary, label, **said).source == source


def test_another_unit_of_measure_is_converted_and_one_of_another_kind_is_not_taken(dictionary):
    assert best(dictionary, "公用经费支出（万元）").derivation["factor"] == pytest.approx(0.0001)
    assert best(dictionary, "普通教室面积", unit="册").score < CERTAIN


def test_a_question_of_another_year_moves_the_day(dictionary):
    assert best(dictionary, "去年在校生数").derivation["years"] == -1
    assert best(dictionary, "2024-2025学年在校生数").derivation["on"] == "2024-09-01"
    assert "years" not in best(dictionary, "2026年在校生数").derivation


def test_of_which_speaks_of_the_row_above(dictionary):
    among_pupils = best(dictionary, "其中：女", within="在校生数")
    among_teachers = best(dictionary, "其中：女", within="专任教师数")
    assert among_pupils.derivation["table"] == "people.pupils"
    assert among_teachers.derivation["table"] == "people.staff"
    assert best(dictionary, "其中：女") is None or best(dictionary, "其中：女").score < CERTAIN


def test_schools_are_not_answered_for_by_the_county(dictionary):
    assert best(dictionary, "全县在校生数").score < CERTAIN
    assert best(dictionary, "全县在校生数", level="county").is_certain


def test_what_units_said_is_known_for_half_a_year():
    """A made-up item shows the rule without a database."""
    item = Known("item:1", Finding.HELD, "少先队员人数", unit="人", last_on=date(2026, 3, 20))
    tiny = Dictionary([item], [], [])
    assert match(Asked("少先队员人数", unit="人", as_of=AS_OF), tiny)[0].is_certain
    assert not match(Asked("少先队员人数", unit="人", as_of=date(2027, 3, 1)), tiny)[0].is_certain


def test_a_narrower_word_that_no_register_knows_counts_against_a_match():
    shape = Shape("t", "学生", "人", {"sex": Trait("性别", {"1": "男生", "2": "女生"})})
    tiny = Dictionary([], [shape], [Word("数", "how"), Word("女生", "what", "t", "", {"sex": ("2",)})])
    assert match(Asked("女生数"), tiny)[0].score == 1.0
    assert match(Asked("新女生数"), tiny)[0].score < CERTAIN


def test_every_word_speaks_of_a_column_that_is_there(dictionary):
    """The data file follows the registers: a column renamed there is renamed here."""
    wrong = [
        (word.word, word.table, name)
        for word in known._words()
        if word.table
        for name in [*word.codes, *([word.column] if word.column else [])]
        if name not in dictionary.shapes[word.table].traits
    ]
    assert not wrong
    assert set(dictionary.shapes) >= TERMS


def test_every_synonym_speaks_of_an_entry_that_is_there(dictionary):
    sources = {entry.source for entry in dictionary.known}
    assert set(known._synonyms()) <= sources
    elsewhere = [entry for entry in dictionary.known if entry.finding is Finding.ELSEWHERE]
    assert len(elsewhere) >= 40
    assert all(entry.holder for entry in elsewhere)


def test_a_large_request_is_matched_in_a_moment(dictionary):
    """Two hundred questions of a request, a second at most."""
    from time import process_time

    started = process_time()
    for at in range(200):
        match(Asked(f"小学专任教师中本科以上学历人数{at}", as_of=AS_OF), dictionary)
    assert process_time() - started < 1.0


def test_a_register_goes_before_a_kind_of_rows_in_another(dictionary):
    assert best(dictionary, "多媒体教室", unit="间").source == "derived:conditions.multimedia"


def test_a_figure_by_pupil_says_that_it_is_divided_by_pupils(dictionary: Dictionary) -> None:
    found = best(dictionary, "生均信息化经费", unit="元")
    assert found.label.endswith("除以=在校学生")
    assert best(dictionary, "校园网出口带宽", unit="Mbps").source == "quantity:egress_mbps"


def test_codes_that_share_a_name_are_named_once(dictionary: Dictionary) -> None:
    found = best(dictionary, "信息技术教师人数")
    assert len(found.derivation["where"]["subject"]) > 1
    assert found.label.count("信息技术") == 1
