"""The project's own files, as the architecture tests read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCT = ROOT / "shuren"


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the project: what git knows, and what it would be told of next; else the whole tree."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return tuple(path for path in sorted(ROOT.rglob("*")) if path.is_file() and not _is_built(path))
    return tuple(path for path in (ROOT / name for name in listed.split("\0") if name) if path.is_file())


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Return the Python files below the folders, migrations left out."""
    wanted = tuple(str(ROOT / folder) + "/" for folder in folders)
    return tuple(
        path
        for path in tracked()
        if path.suffix == ".py" and str(path).startswith(wanted) and "migrations" not in path.parts
    )


@cache
def templates() -> tuple[Path, ...]:
    return tuple(path for path in tracked() if path.suffix == ".html" and PRODUCT in path.parents)


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def named(path: Path) -> str:
    """Return the path as messages give it, from the project's root."""
    return str(path.relative_to(ROOT))


def _is_built(path: Path) -> bool:
    return bool({".git", ".venv", "node_modules", "var", "static_built", "__pycache__"} & set(path.parts))
