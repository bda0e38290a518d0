"""How Chinese names sound: keys for sorting and searching them in a database that knows code points only.

Characters are read one by one (pypinyin knows some 44,000 of them) and remembered, surnames by a list of their own:
pypinyin reads 单 as dan, a family reads it as shan. Heteronyms in given names take their most common reading.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

import polars as pl
from pypinyin import Style, lazy_pinyin

_SYLLABLE = re.compile(r"[a-z]+[1-5]")


def _readings_listed(text: str) -> dict[str, tuple[str, ...]]:
    """Surnames written as "单shan4 尉迟yu4chi2", each with the syllables of its characters."""
    listed: dict[str, tuple[str, ...]] = {}
    for word in text.split():
        syllables = tuple(_SYLLABLE.findall(word))
        listed[word[: len(syllables)]] = syllables
    return listed


# Surnames that are read otherwise than their character commonly is (现代汉语词典, 中国姓氏大辞典).
SURNAMES: Final = _readings_listed("""
    单shan4 曾zeng1 仇qiu2 区ou1 解xie4 任ren2 华hua4 查zha1 朴piao2 盖ge3 纪ji3 卜bu3 翟zhai2 隗wei3 缪miao4
    折she2 种chong2 黑he4 秘bi4 乐yue4 员yun4 贠yun4 覃qin2 召shao4 宁ning4 牟mu4 那na1 哈ha3 阚kan4 葛ge3 燕yan1
    要yao1 薄bo2 祭zhai4 都du1 过guo1 干gan1 观guan4 句gou1 相xiang4 藏zang1 繁po2 撒sa4 洗xian3 少shao4 占zhan1
    佴nai4
""")

COMPOUND_SURNAMES: Final = _readings_listed("""
    尉迟yu4chi2 令狐ling2hu2 万俟mo4qi2 欧阳ou1yang2 司马si1ma3 上官shang4guan1 诸葛zhu1ge3 东方dong1fang1
    皇甫huang2fu3 夏侯xia4hou2 公孙gong1sun1 慕容mu4rong2 长孙zhang3sun1 宇文yu3wen2 司徒si1tu2 司空si1kong1
    轩辕xuan1yuan2 南宫nan2gong1 西门xi1men2 东郭dong1guo1 百里bai3li3 呼延hu1yan2 端木duan1mu4 钟离zhong1li2
    澹台tan2tai2 赫连he4lian2 濮阳pu2yang2 闻人wen2ren2 独孤du2gu1 拓跋tuo4ba2 鲜于xian1yu2 单于chan2yu2 太史tai4shi3
    申屠shen1tu2 淳于chun2yu2 公冶gong1ye3 宗政zong1zheng4 仲孙zhong4sun1 亓官qi2guan1 司寇si1kou4 乐正yue4zheng4
    漆雕qi1diao1 公西gong1xi1 梁丘liang2qiu1 左丘zuo3qiu1 东门dong1men2 南门nan2men2 宰父zai3fu3 段干duan4gan1
    谷梁gu3liang2 第五di4wu3 纳兰na4lan2 完颜wan2yan2 哥舒ge1shu1 贺兰he4lan2 呼兰hu1lan2
""")

_UNREAD = "~"  # sorts behind every letter


def _syllable(character: str) -> str:
    """Common reading with its tone, such as "zhang1"; empty for what is no Chinese character or has no known one."""
    read = lazy_pinyin(character, style=Style.TONE3, v_to_u=False, neutral_tone_with_five=True, errors="ignore")
    return read[0] if read and _SYLLABLE.fullmatch(read[0]) else ""


def _plain(character: str) -> str | None:
    """Latin letters without accents and digits as they are, dots and blanks as nothing; None for another script."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", character).lower() if mark.isalnum())
    return plain if plain.isascii() else None


def _sort_part(character: str, syllable: str) -> str:
    if syllable:
        return syllable + character
    plain = _plain(character)
    return _UNREAD + character if plain is None else plain


def _letters_part(character: str, syllable: str) -> str:
    return syllable[:-1] if syllable else _plain(character) or ""


def _initial_part(character: str, syllable: str) -> str:
    return syllable[:1] or _plain(character) or ""


class _Parts(dict[str, str]):
    """What each character adds to a spelling, worked out once."""

    def __init__(self, part: Callable[[str, str], str]) -> None:
        super().__init__()
        self._part = part

    def __missing__(self, character: str) -> str:
        added = self[character] = self._part(character, _syllable(character))
        return added


class _Spelling:
    """One way of spelling a name: what its surname gives, then what each further character gives."""

    def __init__(self, part: Callable[[str, str], str]) -> None:
        self._parts = _Parts(part)
        self._heads = {
            name: "".join(map(part, name, syllables)) for name, syllables in (SURNAMES | COMPOUND_SURNAMES).items()
        }

    def __call__(self, name: str) -> str:
        heads = self._heads
        head = heads.get(name[:2])
        if head is not None:
            return head + "".join(map(self._parts.__getitem__, name[2:]))
        head = heads.get(name[:1])
        if head is not None:
            return head + "".join(map(self._parts.__getitem__, name[1:]))
        return "".join(map(self._parts.__getitem__, name))

    def of_place(self, characters: pl.Series, *, first: bool) -> pl.Series:
        """What a column of single characters adds, as surnames if they come first."""
        distinct = characters.unique().drop_nulls()
        added = [self(character) if first else self._parts[character] for character in distinct.to_list() if character]
        written = pl.Series(added, dtype=pl.String)
        return characters.replace_strict(distinct.filter(distinct != ""), written, default=characters)


_sort = _Spelling(_sort_part)
_letters = _Spelling(_letters_part)
_initials = _Spelling(_initial_part)


def surname_length(name: str) -> int:
    """Two for a compound surname with something after it, one otherwise."""
    return 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1  # noqa: PLR2004


def sort_key(name: str) -> str:
    """A text whose order by code point is the order of a Chinese register: 张三, 张四, 章三.

    Each character gives its syllable, tone and itself, so that bearers of one surname stay together.
    """
    return _sort(name)


def letters(name: str) -> str:
    """The syllables in one word, without tones: 单雄信 is shanxiongxin; ü is v."""
    return _letters(name)


def initials(name: str) -> str:
    """First letters of the syllables: 欧阳娜娜 is oynn. Words in Latin letters give their first letter."""
    if name.isascii():
        return "".join(word[0] for word in name.lower().split() if word[0].isalnum())
    return _initials(name)


_USUAL_LENGTH = 4


def pinyin_columns(names: pl.Series) -> pl.DataFrame:
    """`sort_key`, `letters` and `initials` of a column of names; null stays null.

    Names of up to four characters are spelled place by place over the whole column, the others one by one.
    """
    text = names.cast(pl.String)
    one_by_one = (
        (text.str.len_chars() > _USUAL_LENGTH)
        | text.str.contains(r"[\x00-\x7f]")
        | text.str.slice(0, 2).is_in(list(COMPOUND_SURNAMES))
    ).fill_null(value=False)
    usual = text.set(one_by_one, "")
    rows = one_by_one.arg_true()
    unusual = text.gather(rows).to_list()

    def spelled(spelling: _Spelling, spell: Callable[[str], str]) -> pl.Series:
        places = [spelling.of_place(usual.str.slice(place, 1), first=place == 0) for place in range(_USUAL_LENGTH)]
        column = pl.select(pl.concat_str(places)).to_series()
        return column.scatter(rows, [spell(name) for name in unusual]) if unusual else column

    return pl.DataFrame(
        {
            "sort_key": spelled(_sort, _sort),
            "letters": spelled(_letters, _letters),
            "initials": spelled(_initials, initials),
        }
    )
