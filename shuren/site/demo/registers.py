"""The registers of the demo region as rows: classes, pupils, guardians and staff, with ten years of history.

One city at a time, so that memory stays bounded; ids go on from city to city.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from shuren.kernel import pinyin
from shuren.kernel.sensitive import index_column, seal_column
from shuren.site.actors import MIGRATION
from shuren.site.demo import cohorts, load, numbers, persons, yearend
from shuren.site.demo.cohorts import STAGES
from shuren.site.demo.region import Node
from shuren.site.demo.sizes import TODAY, Size
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.models import Enrolment, Guardianship, Person, Post

TABLES = (SchoolClass, Person, Enrolment, Guardianship, Post)
ENTERED_BY = MIGRATION
ENTERED_AT = f"{TODAY.isoformat()}T08:00:00+08:00"
STAMP = {"entered_by": ENTERED_BY, "entered_at": ENTERED_AT}
STAGE_NAMES = {
    "kindergarten": "幼儿园", "primary": "小学", "junior": "初中",
    "senior": "高中", "vocational": "中职", "special": "特教",
}  # fmt: skip
DIGITS = {name: str(at) for at, name in enumerate(STAGE_NAMES, start=1)}
BOARDING = {"primary": 0.08, "junior": 0.4, "senior": 0.6, "vocational": 0.5, "special": 0.3}


@dataclass
class Ids:
    """The next free id of each table."""

    classes: int = 1
    persons: int = 1
    enrolments: int = 1
    guardianships: int = 1
    posts: int = 1


@dataclass(frozen=True)
class City:
    """What one city is generated from."""

    nodes: list[Node]
    schools: pl.DataFrame  # school_id, org_path, county_id, city_id, area
    divisions: dict[str, float]
    generator: np.random.Generator


def store(nodes: list[Node], size: Size, seed: int) -> tuple[int, int]:
    """Generate and write the registers of every city; return how many persons and enrolments there are."""
    scale, ids = cohorts.scale_of(nodes, size), Ids()
    with load.open_for_loading(TABLES, 4 * size.pupils):
        for at, city in enumerate(_cities(nodes, seed)):
            _store_city(city, size, scale, ids, at)
        load.set_serials(*TABLES)
    load.analyze(*TABLES)
    return ids.persons - 1, ids.enrolments - 1


def _cities(nodes: list[Node], seed: int) -> Iterator[City]:
    for at, city in enumerate(node for node in nodes if node.level == "city"):
        own = [node for node in nodes if node.city is city]
        rows = [(n.id, n.path, n.county.id if n.county else city.id, city.id, n.area) for n in own if n.kind]
        names = ["school_id", "org_path", "county_id", "city_id", "area"]
        schools = pl.DataFrame(rows, schema=names, orient="row")
        yield City(own, schools, numbers.divisions_of(own), np.random.default_rng([seed, 10, at]))


def _store_city(city: City, size: Size, scale: float, ids: Ids, at: int) -> None:
    classes = cohorts.places(city.nodes, scale, city.generator)
    homes = city.schools.select("school_id", home_id="county_id")
    tracked = cohorts.tracks(cohorts.seats(classes), homes, city.generator)
    enrolled = cohorts.spells(tracked, city.generator)
    people = persons.pupils(tracked, city.divisions, city.generator)
    load.copy(SchoolClass, _classes(classes, city, ids))
    latest = enrolled.sort("person", "entered_on").group_by("person", maintain_order=True).last()
    stored = _persons(
        people.join(latest.select("person", "school_id"), on="person", maintain_order="left"), city, ids.persons
    )
    load.copy(Person, stored)
    told = yearend.keep_here(enrolled, city.nodes) if at == 0 else enrolled
    load.copy(Enrolment, _enrolments(told, people, stored, city, ids))
    current = cohorts.current(enrolled)
    children = people.join(current.select("person", "school_id"), on="person")
    loads = current.group_by("school_id", "stage").len().sort("school_id", "stage")
    children = children.with_columns(person=pl.col("person") + ids.persons - 1)
    ids.classes += classes.height
    ids.persons += people.height
    ids.enrolments += enrolled.height
    _store_guardians(children, city, size, ids)
    _store_staff(loads, city, size, ids, at)


# --- classes ----------------------------------------------------------------------------------------------------------


def _classes(classes: pl.DataFrame, city: City, ids: Ids) -> pl.DataFrame:
    stages = pl.DataFrame(
        [(s.name, s.offset, s.years, s.class_kind) for s in STAGES],
        schema=["stage", "offset", "years", "kind"],
        orient="row",
    )
    began = pl.col("cohort") + pl.col("offset")
    closed = pl.date(began + pl.col("years"), 7, 1)
    joined = classes.join(stages, on="stage", maintain_order="left").join(
        city.schools, on="school_id", maintain_order="left"
    )
    number = pl.col("number").cast(pl.String)
    return joined.select(
        "school_id", "org_path", "county_id", "city_id", "stage", "years", "kind",
        id=pl.int_range(pl.len()) + ids.classes,
        code=pl.concat_str(began.cast(pl.String), pl.col("stage").replace_strict(DIGITS), number.str.zfill(2)),
        name=pl.format("{}{}级{}班", pl.col("stage").replace_strict(STAGE_NAMES), began, number),
        entry_year=began,
        opened_on=pl.date(began, 9, 1),
        closed_on=pl.when(closed <= TODAY).then(closed),
        **_literals(STAMP),
    )  # fmt: skip


def _literals(values: dict[str, str]) -> dict[str, pl.Expr]:
    return {name: pl.lit(value) for name, value in values.items()}


# --- pupils -----------------------------------------------------------------------------------------------------------


def _persons(people: pl.DataFrame, city: City, first: int) -> pl.DataFrame:
    """Shape people (name, sex, born_on, id_no, school_id, further columns) for the register, ids from `first` on."""
    placed = people.join(city.schools.select("school_id", "org_path"), on="school_id", maintain_order="left")
    keys = pinyin.pinyin_columns(placed["name"])
    known = [name for name in ("ethnic", "health", "hukou_kind") if name in placed.columns]
    division = placed["id_no"].str.slice(0, 6).fill_null("")
    frame = placed.select("org_path", "name", "sex", "born_on", *known).with_columns(
        id=pl.int_range(first, first + placed.height),
        name_key=keys["sort_key"],
        initials=keys["initials"],
        id_no=seal_column(placed["id_no"], "people.person.id_no"),
        id_index=index_column(placed["id_no"], "people.person.id_no"),
        id_type=pl.select(pl.when(placed["id_no"].is_null()).then(pl.lit("Z")).otherwise(pl.lit("1"))).to_series(),
        birthplace=division,
        hukou=division,
        political=pl.lit("13"),
        nationality=pl.lit("CHN"),
        **_literals(STAMP),
    )
    if "phone" in placed.columns:
        frame = frame.with_columns(phone=seal_column(placed["phone"], "people.person.phone"))
    return frame


def _enrolments(
    enrolled: pl.DataFrame, people: pl.DataFrame, stored: pl.DataFrame, city: City, ids: Ids
) -> pl.DataFrame:
    """Shape the spells for the register; what hangs on the person is the same in each."""
    number = pl.select(pl.when(people["id_no"].is_null()).then(
        "L34" + stored["id"].cast(pl.String).str.zfill(10)
    ).otherwise("G" + people["id_no"])).to_series()  # fmt: skip
    own = stored.select("name", "name_key", "initials", "sex", "born_on", person_id="id").with_columns(
        people.select("person", "left_behind", "migrant", "only_child", "boarding", "chance"),
        national_no=seal_column(number, "people.enrolment.national_no"),
        national_index=index_column(number, "people.enrolment.national_no"),
    )  # fmt: skip
    joined = enrolled.join(own, on="person", maintain_order="left").join(
        city.schools, on="school_id", maintain_order="left"
    )
    urban, gone = pl.col("area") == "urban", pl.col("left_on").is_not_null()
    boards = pl.col("boarding") < pl.col("stage").replace_strict(BOARDING, default=0.0)
    chance = pl.col("chance")
    return joined.select(
        "person_id", "name", "name_key", "initials", "sex", "born_on", "national_no", "national_index", "stage",
        "entry_year", "entered_on", "left_on", "school_id", "org_path", "county_id", "city_id",
        id=pl.int_range(pl.len()) + ids.enrolments,
        school_class_id=pl.col("class_index").cast(pl.Int64) + ids.classes,
        school_no=pl.concat_str(
            pl.col("entry_year").cast(pl.String), pl.col("stage").replace_strict(DIGITS),
            pl.col("number").cast(pl.String).str.zfill(2), (pl.col("seat") + 1).cast(pl.String).str.zfill(2),
        ),
        status=pl.when(gone & pl.col("moved")).then(pl.lit("10")).when(gone).then(pl.lit("07"))
        .when(chance < 0.003).then(pl.lit("02")).when(chance < 0.005).then(pl.lit("05")).otherwise(pl.lit("01")),
        left_reason=pl.when(gone & pl.col("moved")).then(pl.lit("随家长迁居市外")).otherwise(pl.lit("")),
        study_mode=pl.when(boards).then(pl.lit("2")).otherwise(pl.lit("1")),
        enrol_way=pl.when(pl.col("stage").is_in(["senior", "vocational"])).then(pl.lit("21")).otherwise(pl.lit("11")),
        source=pl.lit("1"),
        left_behind=pl.when(urban).then(pl.lit("0")).otherwise("left_behind"),
        is_migrant=urban & pl.col("migrant"),
        is_only_child="only_child",
        had_preschool=chance > 0.03,
        is_orphan=chance > 0.9994,
        is_martyrs_child=chance > 0.9998,
        needs_aid=~urban & (chance > 0.9),
        has_aid=~urban & (chance > 0.93),
        commute=pl.when(boards).then(pl.lit("3")).when(chance < 0.4).then(pl.lit("1")).otherwise(pl.lit("4")),
        **_literals(STAMP),
    )  # fmt: skip


# --- guardians and staff ----------------------------------------------------------------------------------------------


def _store_guardians(children: pl.DataFrame, city: City, size: Size, ids: Ids) -> None:
    """Write the guardians of those at school now."""
    parents = persons.guardians(children, city.divisions, city.generator, second=size.second_guardians)
    parents = parents.join(
        children.select(child="person", child_name="name", school_id="school_id"), on="child", maintain_order="left"
    )
    stored = _persons(parents, city, ids.persons)
    load.copy(Person, stored)
    ties = parents.select("relation", "is_main", "child_name", "school_id", child_id="child").with_columns(
        stored.select("name", "name_key", "initials", guardian_id="id"),
        id=pl.int_range(ids.guardianships, ids.guardianships + parents.height),
        phone=seal_column(parents["phone"], "people.guardianship.phone"),
        phone_index=index_column(parents["phone"], "people.guardianship.phone", kind="phone"),
        **_literals(STAMP),
    )
    load.copy(Guardianship, ties.join(city.schools.drop("area"), on="school_id", maintain_order="left"))
    ids.persons += parents.height
    ids.guardianships += parents.height


def _store_staff(loads: pl.DataFrame, city: City, size: Size, ids: Ids, at: int) -> None:
    wanted = round(size.staff * loads["len"].sum() / size.pupils)
    staff = persons.staff(loads, wanted, city.divisions, city.generator)
    stored = _persons(staff, city, ids.persons)
    load.copy(Person, stored)
    teaches = pl.col("staff_kind") == "1"
    number = pl.int_range(pl.len()).over("school_id") + 1
    posts = staff.select(
        "school_id", "stage", "staff_kind", "education", "from_on", "to_on", "ict_level",
        title=pl.when(teaches).then("title").otherwise(pl.lit("")),
        subject=pl.when(teaches).then("subject").otherwise(pl.lit("")),
        backbone_level=pl.when(teaches).then("backbone").otherwise(pl.lit("none")),
        ict_assessed_on=pl.when(pl.col("ict_level") != "0").then(pl.date("ict_assessed_year", 6, 20)),
        post_kind=pl.when(teaches).then(pl.lit("10")).otherwise(pl.lit("30")),
        status=pl.when(pl.col("to_on").is_null()).then(pl.lit("11")).otherwise(pl.lit("01")),
        left_reason=pl.when(pl.col("to_on").is_null()).then(pl.lit("")).otherwise(pl.lit("退休")),
        staff_no=number.cast(pl.String).str.zfill(4),
        teacher_no=pl.concat_str(pl.lit(f"{at + 1:02d}"), pl.int_range(pl.len()).cast(pl.String).str.zfill(6)),
        is_established=pl.lit(value=True),
        is_main=pl.lit(value=True),
        **_literals(STAMP),
    ).with_columns(
        stored.select("name", "name_key", "initials", "sex", person_id="id"),
        id=pl.int_range(ids.posts, ids.posts + staff.height),
    )  # fmt: skip
    load.copy(Post, posts.join(city.schools.drop("area"), on="school_id", maintain_order="left"))
    ids.persons += staff.height
    ids.posts += staff.height
