"""The gallery renders every component, under the rule that an undefined name is an error."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils import translation
from markupsafe import Markup

from shuren.site.ui import assets, gallery
from shuren.site.ui.shell import ADDRESSES, MenuItem, RoleChoice, Shell

SHELL = Shell(
    name="王建国",
    region="示范市",
    here="/ui",
    sections=[("规划", [MenuItem("看板", "/plan", "target-arrow", here=True, count=3)])],
    roles=[RoleChoice(1, "规划科 · 示范市", current=True), RoleChoice(2, "督学 · 甲区")],
    todo_count=120,
    urls=dict.fromkeys(ADDRESSES, "/somewhere"),
)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the front build."""
    names = ("app.css", "app.js", "icons.svg", "mark.svg")
    listed = ",".join(f'"{name}": "{name}"' for name in names)
    (tmp_path / "manifest.json").write_text("{" + listed + "}")
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")
    assets._read.cache_clear()


def rendered() -> str:
    context = {"shell": SHELL, "csrf_input": Markup(""), "csrf_token": "token", **gallery.context()}
    return get_template("ui/gallery.html").render(context)


@pytest.mark.pure
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.usefixtures("built")
def test_the_gallery_renders_in_both_languages(language: str) -> None:
    with translation.override(language):
        page = rendered()
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in page


@pytest.mark.pure
@pytest.mark.usefixtures("built")
def test_no_id_stands_twice() -> None:
    ids = re.findall(r'\sid="([^"]+)"', rendered())
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


@pytest.mark.pure
@pytest.mark.usefixtures("built")
def test_a_name_the_build_does_not_hold_is_an_error() -> None:
    with pytest.raises(KeyError):
        assets.asset("missing.css")


@pytest.mark.pure
def test_without_a_build_the_error_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")
    assets._read.cache_clear()
    with pytest.raises(assets.FrontNotBuilt, match="npm run build"):
        assets.asset("app.css")
