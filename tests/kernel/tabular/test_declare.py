"""A declaration that cannot work is refused when it is made; one that can fills the dictionary."""

from dataclasses import asdict

import polars as pl
import pytest

from shuren.kernel.tabular.declare import BadTable, Rule, Table, faults_of, table, workbook
from shuren.kernel.tabular.dictionary import dictionary
from shuren.kernel.tabular.kinds import Code, Identifier, Number, Text
from tests.kernel.tabular import sample

pytestmark = pytest.mark.pure

NAME = Text("名称", "name", required=True)


def declared(**attributes: object) -> type[Table]:
    return type("Odd", (Table,), {"code": "odd", "label": "怪表", "key": "name", "columns": (NAME,), **attributes})


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"columns": (NAME, Text("别名", "name"))}, "name name occurs twice"),
        ({"columns": (NAME, Text("名称", "other"))}, "label 名称 occurs twice"),
        ({"key": "number"}, "number is no column"),
        ({"columns": (Text("名称", "name"),)}, "must be required"),
        ({"rules": (Rule("r", ("name",), pl.col("x") > 1, "", source="s"),)}, "do not exist: x"),
        ({"rules": (Rule("r", ("name",), pl.col("name") > "1", "“{number}”", source="s"),)}, "do not exist: number"),
        ({"rules": (Rule("r", ("name",), pl.col("name") > "1", "", source=""),)}, "cites no source"),
        ({"columns": (NAME, Identifier("证件号", "number"))}, "names no basis"),
        ({"label": "a/b"}, "name of a sheet"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(attributes: dict[str, object], words: str):
    with pytest.raises(BadTable, match=words):
        table(declared(**attributes))


def test_a_workbook_needs_tables_with_labels_of_their_own():
    with pytest.raises(BadTable):
        workbook(type("Odd", (sample.Premises,), {"code": "odd", "tables": (sample.Rooms, sample.Rooms)}))


def test_the_samples_have_no_faults():
    assert not list(faults_of(sample.Rooms))


def test_the_version_changes_with_what_a_template_needs_and_with_nothing_else():
    before = sample.Premises.version()
    noted = declared(columns=(Text("名称", "name", required=True, note="说明"),))
    plain, unit = declared(), declared(columns=(NAME, Number("数", "n", unit="台")))

    def version(*tables: type[Table]) -> str:
        return type("Book", (sample.Premises,), {"tables": tables}).version()

    assert sample.Premises.version() == before
    assert version(noted) == version(plain)
    assert version(unit) != version(plain)


def test_the_dictionary_lists_every_column_with_its_official_item():
    column = Code("性别", "sex", sample.SEX, item="性别码", owner="人事科")
    items = list(dictionary([declared(columns=(NAME, column), owner="办公室")]))
    assert [item.owner for item in items] == ["办公室", "人事科"]
    told = asdict(items[1])
    assert (told["item"], told["standard"], told["code_table"]) == ("性别码", "GB/T 2261.1", "test.sex")
    assert [item.name for item in dictionary()].count("bandwidth") == 1
