"""Make an empty module and wire it in. Usage: python tools/new_module.py NAME TITLE, as in `credits 学分银行`.

What it makes passes every check; the rest of the closed set of files is earned one by one (docs/how-to).
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "shuren" / "site" / "settings.py"
CONTRACTS = ROOT / "pyproject.toml"
LAST_APP = '    "shuren.site",\n'

PROSE = '''"""{title}.

Words: none of its own yet. Publishes nothing yet.
"""
'''

APP = """from django.apps import AppConfig


class {camel}Config(AppConfig):
    name = "shuren.modules.{name}"
    label = "{name}"
    verbose_name = "{title}"
"""

TEST = '''"""The module is wired into the platform."""

import pytest
from django.apps import apps


@pytest.mark.pure
def test_it_is_installed_under_its_title() -> None:
    assert apps.get_app_config("{name}").verbose_name == "{title}"
'''


def main() -> int:
    """Write the files and the line in the settings; say what is left to decide."""
    name, title = [*sys.argv[1:], "", ""][:2]
    folder = ROOT / "shuren" / "modules" / name
    refusal = refused(name, title, folder)
    if refusal:
        print(refusal, file=sys.stderr)
        return 2
    words = {"name": name, "title": title, "camel": name.title().replace("_", "")}
    tests = ROOT / "tests" / "modules" / name
    for path, text in (
        (folder / "__init__.py", PROSE),
        (folder / "apps.py", APP),
        (tests / "test_app.py", TEST),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(**words))
        print(f"  {path.relative_to(ROOT)}")
    SETTINGS.write_text(SETTINGS.read_text().replace(LAST_APP, f'    "shuren.modules.{name}",\n{LAST_APP}', 1))
    print(f"  {SETTINGS.relative_to(ROOT)}: INSTALLED_APPS")
    if f"({name})" not in CONTRACTS.read_text():
        print(f'  now place "({name})" in the contract module-order of pyproject.toml, above what it may import')
    return 0


def refused(name: str, title: str, folder: Path) -> str:
    """Return why the module cannot be made, or nothing."""
    if not re.fullmatch(r"[a-z][a-z_]{1,30}", name) or not title:
        return "用法 usage: make new-module name=credits title=学分银行 (a name of lower-case letters, and a title)"
    if (folder / "apps.py").exists():
        return f"模块 {name} 已存在。The module {name} exists already."
    if LAST_APP not in SETTINGS.read_text():
        return f"{SETTINGS} 中没有找到 {LAST_APP.strip()}。INSTALLED_APPS has lost its last line."
    return ""


if __name__ == "__main__":
    sys.exit(main())
