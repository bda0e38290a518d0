import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel.pinyin import (
    COMPOUND_SURNAMES,
    SURNAMES,
    initials,
    letters,
    pinyin_columns,
    sort_key,
    surname_length,
)

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("单雄信", "shanxiongxin"),
        ("曾国藩", "zengguofan"),
        ("仇英", "qiuying"),
        ("区寄", "ouji"),
        ("解缙", "xiejin"),
        ("任伟", "renwei"),
        ("华佗", "huatuo"),
        ("查良镛", "zhaliangyong"),
        ("朴志英", "piaozhiying"),
        ("尉迟恭", "yuchigong"),
        ("令狐冲", "linghuchong"),
        ("万俟卨", "moqixie"),
        ("欧阳娜娜", "ouyangnana"),
        ("吕布", "lvbu"),
        ("王单", "wangdan"),
    ],
)
def test_surnames_are_read_as_families_read_them(name, expected):
    assert letters(name) == expected


def test_a_register_is_sorted_by_sound_then_by_character():
    names = ["章三", "张四", "占四", "张三", "李四", "李", "阿依古丽", "詹三"]
    assert sorted(names, key=sort_key) == ["阿依古丽", "李", "李四", "占四", "詹三", "张三", "张四", "章三"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张小明", "zxm"),
        ("买买提·阿不都热依木", "mmtabdrym"),
        ("John Smith", "js"),
        ("José", "jose"),
        ("李㐂", "l"),
        ("", ""),
    ],
)
def test_initials(name, expected):
    assert initials(name) == expected


def test_a_character_nobody_reads_sorts_last():
    assert sort_key("𠮷田") > sort_key("祖一")


def test_compound_surnames_have_two_characters_when_a_given_name_follows():
    assert [surname_length(name) for name in ("欧阳修", "欧阳", "张三", "")] == [2, 1, 1, 1]


def test_each_listed_surname_has_a_syllable_for_each_character():
    assert all(len(name) == len(syllables) for name, syllables in (SURNAMES | COMPOUND_SURNAMES).items())
    assert {len(name) for name in SURNAMES} == {1}
    assert {len(name) for name in COMPOUND_SURNAMES} == {2}


characters = st.sampled_from("张王单曾欧阳尉迟国强娜一㐂𠮷·ÉA b")


@given(st.lists(st.one_of(st.none(), st.text(characters, max_size=7), st.text(max_size=5))))
def test_a_column_is_spelled_as_its_names_are(names):
    columns = pinyin_columns(pl.Series("name", names, dtype=pl.String))
    for column, spell in (("sort_key", sort_key), ("letters", letters), ("initials", initials)):
        assert columns[column].to_list() == [None if name is None else spell(name) for name in names]
