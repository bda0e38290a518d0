"""Templates: used, inside their package, and without a line of script or style."""

import re
from pathlib import Path

import pytest

from tests.architecture import source

pytestmark = pytest.mark.pure

NAMED = re.compile(r"""{%-?\s*(?:extends|include|from|import)\s+(.+?)%}""", re.DOTALL)
QUOTED = re.compile(r'"([\w/.-]+\.html)"')
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)


def name_of(path: Path) -> str:
    """Return the name under which a template is loaded."""
    text = str(path)
    return text.split("/templates/", 1)[1] if "/templates/" in text else text.split("/shuren/site/", 1)[1]


def names_in(path: Path) -> set[str]:
    found = NAMED.findall(COMMENT.sub("", source.text(path)))
    return {name for statement in found for name in QUOTED.findall(statement)}


def test_every_template_is_used() -> None:
    code = "\n".join(source.text(path) for path in source.python_files("shuren"))
    from_templates = {name for path in source.templates() for name in names_in(path)}
    idle = [
        name_of(path)
        for path in source.templates()
        if name_of(path) not in from_templates
        and not re.search(rf'"({re.escape(name_of(path))}|{re.escape(path.name)})"', code)
        and "/errors/" not in str(path)
    ]
    assert not idle, f"Nothing renders these templates; delete them: {idle}"


def test_every_template_named_exists() -> None:
    known = {name_of(path) for path in source.templates()}
    missing = {f"{source.named(path)}: {name}" for path in source.templates() for name in names_in(path) - known}
    assert not missing


def test_a_package_uses_its_own_templates_and_the_kit_only() -> None:
    wrong = {
        f"{source.named(path)}: {name}"
        for path in source.templates()
        for name in names_in(path)
        if name.split("/")[0] not in {"ui", name_of(path).split("/")[0]}
    }
    assert not wrong, f"Another package's templates are its own affair; compose pages in shuren/site: {wrong}"


def test_every_page_extends_the_kit() -> None:
    wrong = [
        source.named(path)
        for path in source.templates()
        if not path.name.startswith("_")
        and not name_of(path).startswith("ui/")
        and not re.search(r'{%-? extends .*"ui/(page|plain)\.html"', source.text(path))
    ]
    assert not wrong, f"A page extends ui/page.html or ui/plain.html; a fragment's name begins with _: {wrong}"


def test_every_page_has_a_title() -> None:
    wrong = [
        source.named(path)
        for path in source.templates()
        if "{% extends" in source.text(path)
        and not name_of(path).startswith("ui/")
        and "{% block title %}" not in source.text(path)
    ]
    assert not wrong, f"Fill the block `title`: {wrong}"


def test_every_template_opens_with_its_context() -> None:
    wrong = [source.named(path) for path in source.templates() if not source.text(path).lstrip().startswith("{#")]
    assert not wrong, f"Begin with a comment that names what it is, its blocks and its context: {wrong}"


def test_no_inline_script_style_or_handler() -> None:
    forbidden = re.compile(
        r"""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on[:-]|hx-vals=['"]js:""", re.IGNORECASE
    )
    wrong = [
        f"{source.named(path)}:{number}"
        for path in source.templates()
        for number, line in enumerate(source.text(path).splitlines(), start=1)
        if forbidden.search(line)
    ]
    assert not wrong, f"The content security policy stops it; use a class or a data-controller: {wrong}"


def test_every_icon_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', source.text(source.ROOT / "front" / "icons" / "sprite.svg")))
    asked = re.compile(r"""\bicon\("([\w-]+)"|icon_name="([\w-]+)\"""")
    wrong = {
        f"{source.named(path)}: {name}"
        for path in source.templates()
        for found in asked.finditer(COMMENT.sub("", source.text(path)))
        if (name := found.group(1) or found.group(2)) not in sprite
    }
    assert not wrong, f"Add the name to front/icons/pick.js and draw the sprite again: {wrong}"


def test_no_label_is_left_out() -> None:
    unlabelled = re.compile(r"<(?:input|select|textarea)\b(?![^>]*(?:type=\"hidden\"|aria-label|\bid=))[^>]*>")
    wrong = [
        f"{source.named(path)}: {found.group(0)[:80]}"
        for path in source.templates()
        for found in unlabelled.finditer(source.text(path))
        if "<label" not in source.text(path)[max(0, found.start() - 200) : found.start()]
    ]
    assert not wrong, f"Each field has a <label> or an aria-label: {wrong}"
