"""The catalogues of translated sentences, without gettext's programs. Usage: python tools/messages.py collect|compile

`collect` gathers every sentence marked for translation in Python and Jinja2 files, every refusal (the docstring of a
class below `Refused`), and the words of declarations that pages show (docs/decisions/0007), and brings each `.po` up to
date; sentences that vanished are dropped. `compile` writes the `.mo` that Django reads, where the `.po` is newer.
"""

import ast
import inspect
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "shuren" / "site" / "locale"
DOMAIN = "django"
CHINESE = re.compile(r"[\u201c\u201d\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {
    pattern: {"trimmed": "true", "newstyle_gettext": "true", "silent": "false", "trim_blocks": "true"}
    for pattern, method in METHODS
    if method == "jinja2"
}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "Flaw": (2,),
    "Message": (1,),
    "Problem": (2,),
    "Rule": (4,),
    "_": None,
    "audit_label": (2,),
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "system_actor": (2,),
}


def main() -> int:
    """Do what the command line asks."""
    if sys.argv[1:] == ["collect"]:
        collect()
    elif sys.argv[1:] == ["compile"]:
        compile_all()
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


def collect() -> None:
    """Bring every catalogue up to date with the sentences in the code."""
    found = sentences()
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as old:
            catalog = read_po(old, locale=path.parent.parent.name, domain=DOMAIN)
        catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as new:
            write_po(new, catalog, width=120, omit_header=False, ignore_obsolete=True, include_lineno=False)
        missing = sum(1 for message in catalog if message.id and not message.string)
        print(f"{path.relative_to(ROOT)}: {len(catalog)} sentences, {missing} not translated")


def sentences() -> Catalog:
    """Return everything that is to be translated, each with the files it stands in."""
    found = Catalog(charset="utf-8")
    marked = extract_from_dir(ROOT / "shuren", METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",))
    for file, _line, message, comments, context in sorted(marked, key=lambda entry: (entry[0], entry[1])):
        if CHINESE.search(str(message)):
            found.add(message, locations=[(f"shuren/{file}", 0)], auto_comments=comments, context=context)
    for file, sentence in (*refusals(ROOT / "shuren"), *declared()):
        found.add(sentence, locations=[(file, 0)])
    return found


def refusals(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield file and sentence of every class that descends from `Refused`, judged by the names of its bases."""
    classes = [
        (str(path.relative_to(ROOT)), node, {ast.unparse(base).split(".")[-1] for base in node.bases})
        for path in sorted(folder.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    known, grown = {""}, {"Refused"}
    while known != grown:
        known = set(grown)
        grown |= {node.name for _, node, bases in classes if bases & known}
    for file, node, _ in classes:
        sentence = " ".join(inspect.cleandoc(ast.get_docstring(node) or "").split())
        if node.name in known and CHINESE.search(sentence):
            yield file, sentence


def declared() -> Iterator[tuple[str, str]]:
    """Yield file and words of what is declared in Chinese for workbooks and figures, and shown on pages as well."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    django.setup()
    for file, words in _words():
        if words and CHINESE.search(words) and file.startswith("shuren/"):  # a test may have declared some of its own
            yield file, words


def _words() -> Iterator[tuple[str, str]]:
    from shuren.kernel.audit import chain
    from shuren.kernel.measures.facts import QUANTITIES
    from shuren.kernel.measures.indicators import INDICATORS
    from shuren.kernel.measures.parameters import PARAMETERS
    from shuren.kernel.tabular.declare import WORKBOOKS
    from shuren.modules.collection.queries import known
    from shuren.modules.planning.rules import published
    from shuren.spine.people import rules as people
    from shuren.spine.people.rules import merging, sameness
    from shuren.spine.standards.rules import divisions, tables

    for workbook in WORKBOOKS:
        yield from ((_file(workbook), text) for text in (workbook.label, workbook.note, workbook.who))
        for table in workbook.tables:
            yield from ((_file(table), text) for text in (table.label, table.note, table.owner))
            for column in table.columns:
                noted = getattr(column, "pattern_note", "")
                yield from ((_file(table), text) for text in (column.label, column.unit, column.note, noted))
                yield _file(type(column)), column.kind
    for indicator in INDICATORS:
        yield _file(type(indicator)), indicator.topic
        yield _file(type(indicator)), indicator.basis.note if indicator.basis else ""
    yield from (("shuren/modules/conditions/parameters", each.scale) for each in PARAMETERS)
    yield from (("shuren/kernel/measures/facts.py", each.source) for each in QUANTITIES)
    for code, plan in published.PLANS.items():
        yield from ((_file(published), text) for text in (plan.name, plan.region))
        for target in published.targets_of(code):
            yield from (("shuren/modules/planning/data", text) for text in (target.category, target.unit))
    yield from ((_file(people), label) for label in people.STAGE_LABELS.values())
    yield from ((_file(people), label) for label in people.MOVEMENT_LABELS.values())
    yield from ((_file(merging), label) for label in merging.FAR_LABELS.values())
    yield from ((_file(sameness), label) for label in sameness.words())
    yield from ((_file(people), people.grade_label(stage, grade)) for stage, grade in people.grades())
    yield from ((_file(known), text) for text in known.words())
    yield from ((_file(chain), reason) for reason in chain.REASONS)
    yield _file(tables), tables.OWN_STANDARD
    for code_table in tables.tables():
        yield from ((_file(tables), each.source) for each in (code_table, *code_table))
    yield from ((_file(divisions), source) for source in sorted({each.source for each in divisions.divisions()}))


def _file(declared_in: object) -> str:
    """Return the file of a class or module, from the project's root."""
    return str(Path(inspect.getsourcefile(declared_in) or "").relative_to(ROOT))  # type: ignore[arg-type]


def compile_all() -> None:
    """Write the compiled catalogue beside every `.po` that is newer than it."""
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parent.parent.name, domain=DOMAIN)
        part = compiled.with_suffix(".part")
        with part.open("wb") as target:
            write_mo(target, catalog)
        part.replace(compiled)


if __name__ == "__main__":
    sys.exit(main())
