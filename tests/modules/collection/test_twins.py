"""Two offices that ask the same, each in its own words."""

from datetime import date

import pytest

from shuren.modules.collection.queries import known
from shuren.modules.collection.rules.dictionary import Asked
from shuren.modules.collection.rules.kinds import Kind
from shuren.modules.collection.rules.twins import Worded, alike, is_same

pytestmark = pytest.mark.pure
AS_OF = date(2026, 9, 1)


def worded(label: str, kind: str = "number", **said: object) -> Worded:
    return Worded(Asked(label, kind, as_of=AS_OF, **said))  # type: ignore[arg-type]


def found(one: Worded, other: Worded) -> str:
    """Say what a drafter is told of the other question."""
    (near,) = alike([one], [worded("毫不相干的一项"), other], known.lexicon())
    if not near:
        return "nothing"
    assert near[0][0] == 1
    return "same" if is_same(near[0][1]) else "alike"


@pytest.mark.parametrize(
    ("one", "other", "kind", "told"),
    [
        ("校园足球特色队数", "校园足球 特色队数（个）", Kind.NUMBER, "same"),
        ("心理健康教师人数", "心理健康教师数", Kind.NUMBER, "same"),
        ("是否配备校医", "是否有校医", Kind.YES_NO, "same"),
        ("食堂经营方式", "食堂的经营方式", Kind.CHOICE, "same"),
        ("消防演练次数", "本年度消防演练次数", Kind.NUMBER, "same"),
        ("课后服务参与学生数", "参加课后服务的学生人数", Kind.NUMBER, "alike"),
        ("心理健康教师人数", "专职心理健康教师数", Kind.NUMBER, "alike"),
        ("校园周边安全隐患点数", "校园周边隐患点数量", Kind.NUMBER, "alike"),
        ("2025年新增图书册数", "2026年新增图书册数", Kind.NUMBER, "alike"),
        ("足球队数", "校园足球特色队数", Kind.NUMBER, "nothing"),
        ("女教师数", "教师数", Kind.NUMBER, "nothing"),
        ("最近一次消防演练日期", "最近一次消防检查日期", Kind.DAY, "nothing"),
        ("课后服务参与教师数", "参加课后服务的学生人数", Kind.NUMBER, "nothing"),
        ("接送学生校车数", "校车数量", Kind.NUMBER, "nothing"),
    ],
)
def test_it_is_told_whichever_of_the_two_is_drafted_second(one: str, other: str, kind: Kind, told: str) -> None:
    assert found(worded(one, kind), worded(other, kind)) == told
    assert found(worded(other, kind), worded(one, kind)) == told


@pytest.mark.parametrize(
    ("one", "other", "level", "told"),
    [
        ("全镇校园足球队数", "全区校园足球队数", "school", "nothing"),
        ("全市校园足球队数", "全县校园足球队数", "school", "nothing"),
        ("校园足球队数", "全镇校园足球队数", "school", "nothing"),
        ("全县校园足球队数", "全区校园足球队数", "county", "same"),
        ("校园足球队数", "全区校园足球队数", "county", "same"),
    ],
)
def test_the_whole_of_a_township_is_not_that_of_a_county(one: str, other: str, level: str, told: str) -> None:
    assert found(worded(one, level=level), worded(other, level=level)) == told
    assert found(worded(other, level=level), worded(one, level=level)) == told


def test_among_which_speaks_of_the_question_above() -> None:
    among = worded("其中：女生", within="住校生人数")
    assert found(among, worded("其中：女生", within="住校生人数")) == "same"
    assert found(among, worded("其中：女生", within="参加课后服务人数")) == "nothing"


def test_what_one_source_answers_is_one_question_however_it_is_worded() -> None:
    sums = {"table": "people.pupils", "how": "count", "where": {"sex": ["2"]}}
    one = Worded(Asked("女孩子有多少"), "derived:people.pupils", sums)
    assert found(one, Worded(Asked("女性在校学生规模"), "derived:people.pupils", dict(sums))) == "same"
    boys = {**sums, "where": {"sex": ["1"]}}
    assert found(one, Worded(Asked("男性在校学生规模"), "derived:people.pupils", boys)) == "nothing"
