"""Which schools a target speaks of: the published wordings, each with the way it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

AREAS = frozenset({"urban", "county_town", "township"})
JUNIOR_AND_MORE = ("junior", "nine_year", "complete", "twelve_year")
VOCATIONAL = "vocational"
SENIOR = "senior"
WITH_SENIOR = ("complete", SENIOR, "twelve_year")
POINT = "point"
SCHOOLING = ("primary", *JUNIOR_AND_MORE, SENIOR)


@dataclass(frozen=True)
class Block:
    """Some kinds of school in some classes of area; None stands for all."""

    areas: frozenset[str] | None = None
    kinds: frozenset[str] | None = None


@dataclass(frozen=True)
class Scope:
    """A published wording, the blocks of schools it stands for, and why it is read so. No blocks: not about schools."""

    text: str
    text_en: str
    blocks: tuple[Block, ...]
    reading: str = ""
    reading_en: str = ""

    def holds(self, area: str, kind: str) -> bool:
        return any(
            (block.areas is None or area in block.areas) and (block.kinds is None or kind in block.kinds)
            for block in self.blocks
        )


def _block(*areas: str, kinds: tuple[str, ...] | None = None) -> Block:
    return Block(frozenset(areas) or None, None if kinds is None else frozenset(kinds))


URBAN, TOWN, TOWNSHIP = "urban", "county_town", "township"
EVERY_KIND = (*JUNIOR_AND_MORE, SENIOR, VOCATIONAL)
_SCOPES = (
    Scope("全市", "whole city", (_block(),)),
    Scope("市区", "urban districts", (_block(URBAN),), "含各市辖区和开发区。", "City districts and development zones."),
    Scope("城区", "urban area", (_block(URBAN),), "与“市区”同义。", "Read as the urban districts."),
    Scope("县(市)", "counties", (_block(TOWN, TOWNSHIP),), "县城与乡镇之和。", "County towns and townships together."),
    Scope("县城", "county towns", (_block(TOWN),)),
    Scope("乡镇", "townships", (_block(TOWNSHIP),)),
    Scope("县城、乡镇", "county towns and townships", (_block(TOWN, TOWNSHIP),)),
    Scope(
        "市区和县镇",
        "urban districts, county towns and townships",
        (_block(URBAN, TOWN, TOWNSHIP),),
        "“县镇”按县城和乡镇理解。",
        '"县镇" is read as county towns and townships.',
    ),
    Scope("市区、县城、乡镇学校", "schools everywhere", (_block(URBAN, TOWN, TOWNSHIP),)),
    Scope(
        "全市中学(含中职)",
        "all secondary schools with vocational ones",
        (_block(kinds=EVERY_KIND),),
    ),
    Scope(
        "全市中学",
        "all secondary schools",
        (_block(kinds=EVERY_KIND),),
        "目标含“实训室”，按包含中等职业学校理解。",
        "The target names training rooms, so vocational schools are read in.",
    ),
    Scope(
        "市区和县城普通高中",
        "senior highs in urban districts and county towns",
        (_block(URBAN, TOWN, kinds=(SENIOR, "twelve_year")),),
        "完全中学另列入“其他中学”，此处指高级中学和十二年一贯制学校。",
        "Complete secondary schools are named among the others, so senior and twelve-year schools are meant.",
    ),
    Scope(
        "其他中学(初中/完中/职高/农村高中)",
        "other secondary schools",
        (
            _block(kinds=("junior", "nine_year", "complete", VOCATIONAL)),
            _block(TOWNSHIP, kinds=(SENIOR, "twelve_year")),
        ),
        "农村高中指乡镇的高级中学和十二年一贯制学校。",
        "Rural senior highs are the senior and twelve-year schools of townships.",
    ),
    Scope("全市普通高中", "all regular senior highs", (_block(kinds=WITH_SENIOR),)),
    Scope("市属中职和县级职教中心", "vocational schools", (_block(kinds=(VOCATIONAL,)),)),
    Scope("各级各类学校", "schools of every kind", (_block(),)),
    Scope("全市教师", "all teachers", (_block(),), "教师随学校统计。", "Teachers are counted at their schools."),
    Scope(
        "初中及以上学生",
        "pupils from junior secondary up",
        (_block(kinds=EVERY_KIND),),
        "限有初中及以上学段的学校；学段由指标限定。",
        "Schools with such stages; the indicator limits the pupils.",
    ),
    Scope("常住人口", "resident population", (), "不以学校为统计对象。", "Not counted by schools."),
    Scope("全省", "whole province", (_block(),)),
    Scope("学校", "schools", (_block(),)),
    Scope("各级各类学校和农村教学点", "schools of every kind and rural teaching points", (_block(),)),
    Scope("中小学", "primary and secondary schools", (_block(kinds=SCHOOLING),)),
    Scope("中小学(不含教学点)", "primary and secondary schools without teaching points", (_block(kinds=SCHOOLING),)),
    Scope("中小学(含教学点)", "primary and secondary schools, teaching points", (_block(kinds=(*SCHOOLING, POINT)),)),
    Scope(
        "中小学(含具备条件教学点)",
        "primary and secondary schools, teaching points that are equipped for it",
        (_block(kinds=(*SCHOOLING, POINT)),),
        "含全部教学点。",
        "All teaching points are read in.",
    ),
    Scope("教学点", "teaching points", (_block(kinds=(POINT,)),)),
    Scope("乡村教学点", "rural teaching points", (_block(TOWNSHIP, kinds=(POINT,)),)),
    Scope("小学", "primary schools", (_block(kinds=("primary",)),)),
    Scope("中学", "secondary schools", (_block(kinds=(*JUNIOR_AND_MORE, SENIOR)),)),
    Scope("普通高中", "regular senior highs", (_block(kinds=WITH_SENIOR),)),
    Scope("中职", "vocational schools", (_block(kinds=(VOCATIONAL,)),)),
    Scope("幼儿园", "kindergartens", (_block(kinds=("kindergarten",)),)),
)
SCOPES: Mapping[str, Scope] = {scope.text: scope for scope in _SCOPES}


def _plain(text: str) -> str:
    return text.strip().replace("（", "(").replace("）", ")").replace(" ", "")


def is_declared(text: str) -> bool:
    """Say whether it is declared which schools a wording stands for."""
    return _plain(text) in SCOPES


def scope_of(text: str) -> Scope:
    """Return the scope of a published wording; brackets and blanks may be written either way.

    One that nobody has declared stands for no schools: its targets are shown and compared with no figure.
    """
    return SCOPES.get(_plain(text)) or Scope(
        text.strip(), text.strip(), (), "没有规定这一范围包含哪些学校。", "Nobody has declared which schools it holds."
    )


KINDS = frozenset(
    {"kindergarten", POINT, "primary", *EVERY_KIND, "special", "other"}
)  # every kind a school can be, so that "all" can be compared with a list


@cache
def places(scope: Scope) -> frozenset[tuple[str, str]]:
    """Return every (area, kind) that a scope holds."""
    return frozenset((area, kind) for area in AREAS for kind in KINDS if scope.holds(area, kind))
