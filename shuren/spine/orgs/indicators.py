"""The tree that indicators roll up, and what is counted of classes."""

from shuren.kernel.measures.facts import FactTable, How, Quantity, Trait, Tree, fact_table, quantity, tree
from shuren.kernel.measures.scales import Scale
from shuren.spine.standards import api as standards

# Today's paths, so that a school's years hang together and every reader's scope is today's; name, type and area as
# they were on the reference date.
tree(
    Tree(
        """
        SELECT o.id AS unit, o.path, v.name, v.level = 'school' AS is_unit, nullif(v.area, '') AS area,
               CASE WHEN v.level <> 'school' THEN NULL
                    WHEN v.school_type IN ('111', '119') THEN 'kindergarten'
                    WHEN v.school_type = '218' THEN 'point'
                    WHEN v.school_type IN ('211', '219', '221', '222', '228') THEN 'primary'
                    WHEN v.school_type IN ('311', '319', '321', '329') THEN 'junior'
                    WHEN v.school_type = '312' THEN 'nine_year'
                    WHEN v.school_type = '341' THEN 'complete'
                    WHEN v.school_type IN ('342', '349') THEN 'senior'
                    WHEN v.school_type = '345' THEN 'twelve_year'
                    WHEN v.school_type BETWEEN '361' AND '369' THEN 'vocational'
                    WHEN v.school_type = '371' OR v.school_type BETWEEN '511' AND '519' THEN 'special'
                    ELSE 'other' END AS kind,
               v.school_type, v.organizer
        FROM orgs_org o JOIN orgs_orgversion v ON v.org_id = o.id
        WHERE v.level IN ('province', 'city', 'county', 'zone', 'school')
          AND v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)
        """,
        attributes={"school_type": "string", "organizer": "string"},
    )
)

CLASSES = fact_table(
    FactTable(
        "orgs.classes",
        "班级",
        "classes",
        """
        SELECT school_id AS unit, id, stage, kind FROM orgs_schoolclass
        WHERE opened_on <= :on AND (closed_on IS NULL OR closed_on > :on)
        """,
        {"id": "int64", "stage": "string", "kind": "string"},
        supplier="学校数据管理员",
        supplier_en="school registrar",
        subject="orgs.class",
    )
)

# Schools themselves, for what an authority is asked about them; only counted live.
fact_table(
    FactTable(
        "orgs.schools",
        "学校",
        "schools",
        """
        SELECT v.org_id AS unit, v.org_id AS id, v.school_type, v.organizer, v.urban_rural, v.area
        FROM orgs_orgversion v
        WHERE v.level = 'school' AND v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > :on)
        """,
        {"id": "int64"},
        supplier="主管教育行政部门",
        supplier_en="education authority",
        subject="orgs.org",
        counted_in="所",
        frozen=False,
        traits={
            "school_type": Trait("办学类型", standards.SCHOOL_TYPE),
            "organizer": Trait("举办者", standards.ORGANIZER),
            "urban_rural": Trait("城乡类型", standards.URBAN_RURAL),
        },
    )
)

quantity(
    Quantity("classes", CLASSES, "班级数", "classes", Scale("个", "classes", decimals=0), "班级登记表", how=How.COUNT)
)
