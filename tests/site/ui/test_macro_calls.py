"""Every template calls the components by their names and parameters; a wrong one would show only when rendered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[3] / "shuren"
KIT = ROOT / "site" / "ui" / "components"
ENV = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True)
TEMPLATES = sorted(path for path in ROOT.rglob("*.html"))

pytestmark = pytest.mark.pure


def macros() -> dict[str, dict[str, nodes.Macro]]:
    """Return the macros of each component file by the name templates import it by."""
    found = {}
    for path in KIT.glob("*.html"):
        tree = ENV.parse(path.read_text(encoding="utf-8"))
        found[f"ui/components/{path.name}"] = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    return found


MACROS = macros()


def imported(tree: nodes.Template) -> Iterator[tuple[str, str, nodes.Macro | None]]:
    """Yield (file, local name, macro or None) of every import from the kit."""
    for item in tree.find_all(nodes.FromImport):
        file = item.template.value if isinstance(item.template, nodes.Const) else ""
        if file in MACROS:
            for name in item.names:
                there, here = name if isinstance(name, tuple) else (name, name)
                yield file, here, MACROS[file].get(there)


def complaint(call: nodes.Call, macro: nodes.Macro) -> str:
    """Return what is wrong with a call, or nothing."""
    names = [argument.name for argument in macro.args]
    given = {keyword.key for keyword in call.kwargs}
    needed = names[: len(names) - len(macro.defaults)]
    unknown = given - set(names)
    missing = [name for name in needed[len(call.args) :] if name not in given]
    if len(call.args) > len(names):
        return f"line {call.lineno}: {macro.name} takes {len(names)} parameters"
    if unknown:
        return f"line {call.lineno}: {macro.name} knows no {sorted(unknown)}"
    return f"line {call.lineno}: {macro.name} needs {missing}" if missing else ""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_components_are_called_as_they_are_declared(path: Path) -> None:
    tree = ENV.parse(path.read_text(encoding="utf-8"))
    known: dict[str, nodes.Macro] = {}
    wrong = []
    for file, name, macro in imported(tree):
        if macro is None:
            wrong.append(f"{file} has no macro {name}")
        else:
            known[name] = macro
    wrong += [
        complaint(call, known[call.node.name])
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in known
    ]
    assert [line for line in wrong if line] == []
