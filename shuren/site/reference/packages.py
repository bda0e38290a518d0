"""The page about packages: what each is and which others it uses, read from the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

from shuren.site.reference.markdown import codes, page, table

PRODUCT = Path(__file__).resolve().parent.parent.parent
TIERS = ("site", "modules", "spine", "kernel")


def modules() -> str:
    """Return each package with its first sentence and the packages it imports."""
    found = {package: _of(path) for package, path in _packages()}
    sections = []
    for tier in TIERS:
        rows = [
            (f"`{package}`", sentence, codes(sorted(used & set(found))))
            for package, (sentence, used) in sorted(found.items())
            if package.split(".")[0] == tier
        ]
        sections.append(f"## {tier}\n\n" + table(("Package", "What it is", "Uses"), rows))
    return page(
        "Modules",
        "the imports in `shuren/`",
        "Imports point down: site > modules > spine > kernel, and inside spine and modules in the order that the"
        " contracts in `pyproject.toml` declare.",
        f"```mermaid\n{_drawn(found)}\n```",
        *sections,
    )


def _packages() -> Iterator[tuple[str, Path]]:
    """Yield each package or single module of a tier with its file or folder."""
    for tier in TIERS:
        for path in sorted((PRODUCT / tier).iterdir()):
            if (path / "__init__.py").exists() or (path.suffix == ".py" and not path.stem.startswith("__")):
                yield f"{tier}.{path.stem}", path


def _of(path: Path) -> tuple[str, set[str]]:
    """Return the first sentence of a package and the packages its files import."""
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    entry = path if path.is_file() else path / "__init__.py"
    prose = ast.get_docstring(ast.parse(entry.read_text(encoding="utf-8"))) or ""
    own = ".".join(path.relative_to(PRODUCT).with_suffix("").parts)
    used = {name for file in files if "migrations" not in file.parts for name in _imports(file)}
    return prose.split("\n")[0], used - {own}


def _imports(file: Path) -> Iterator[str]:
    """Yield the packages a file imports; `from shuren.kernel import x` names one as well."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("shuren."):
            parts = node.module.split(".")[1:]
            if len(parts) > 1:
                yield ".".join(parts[:2])
            else:
                yield from (f"{parts[0]}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (
                ".".join(alias.name.split(".")[1:3]) for alias in node.names if alias.name.startswith("shuren.")
            )


def _drawn(found: dict[str, tuple[str, set[str]]]) -> str:
    """Return spine and modules as a diagram; the kernel is below all and the site above all."""
    drawn = sorted(name for name in found if name.split(".")[0] in {"spine", "modules"})
    arrows = [
        f"    {_id(name)} --> {_id(other)}" for name in drawn for other in sorted(found[name][1]) if other in drawn
    ]
    return "\n".join(["graph TD", *(f"    {_id(name)}[{name}]" for name in drawn), *arrows])


def _id(name: str) -> str:
    return name.replace(".", "_")
