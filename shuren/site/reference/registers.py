"""Pages about data: the dictionary of importable tables, the code tables."""

from itertools import groupby

from shuren.kernel.tabular.declare import TABLES, WORKBOOKS, Rule
from shuren.kernel.tabular.dictionary import Item, dictionary
from shuren.site.reference.markdown import cell, code, codes, page, table
from shuren.spine.standards import api as standards

HEADS = ("Column", "项目", "Kind", "Unit", "Code table", "Standard", "Required", "Grade", "Basis, note")


def data_dictionary() -> str:
    """Return every column of every importable table."""
    workbooks = [
        (code(book.code), book.label, book.who, codes(each.code for each in book.tables), code(book.permission.code))
        for book in WORKBOOKS
    ]
    sections = [_of_table(key, list(items)) for key, items in groupby(dictionary(), key=lambda item: item.table)]
    return page(
        "Data dictionary",
        "the files `tables.py`",
        "What is handed in by workbook. Grade is the sensitivity from 1 to 4; a column marked 密 is masked in exports."
        " Where Standard is empty the item is the platform's own.",
        "## Workbooks\n\n" + table(("Code", "工作簿", "Filled in by", "Tables", "Needs"), workbooks),
        *sections,
    )


def _of_table(key: str, items: list[Item]) -> str:
    declared = TABLES[key]
    rows = [
        (
            code(item.name),
            item.item if item.item == item.label else f"{item.label}（{item.item}）",
            item.kind,
            item.unit,
            code(item.code_table),
            item.standard,
            "key" if item.key else "yes" if item.required else "",
            f"{item.grade}{' 密' if item.sensitive else ''}",
            "；".join(filter(None, (item.basis, item.note))),
        )
        for item in items
    ]
    rules = [_rule(rule) for rule in declared.rules]
    heading = f"## {declared.label} {code(key)}\n\n"
    return heading + table(HEADS, rows) + ("\n\nRules across columns:\n\n" + "\n".join(rules) if rules else "")


def _rule(rule: Rule) -> str:
    return f"- {code(rule.name)} ({rule.level}): {cell(rule.sentence)} {cell(rule.source)}"


def code_tables() -> str:
    """Return the list of code tables with their standards."""
    tables = standards.tables()
    rows = [(code(item.key), item.title_zh, item.title_en, item.standard, len(item), item.source) for item in tables]
    return page(
        "Code tables",
        "`shuren/spine/standards/data`",
        f"{len(tables)} tables, {sum(map(len, tables)):,} values. 标准与代码 in the menu shows the values of each.",
        table(("Key", "代码表", "Code table", "Standard", "Values", "Taken from"), rows),
    )
