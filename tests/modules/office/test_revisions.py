"""What a marked-up manuscript shows of two versions."""

import pytest

from shuren.modules.office.rules.revisions import Run, is_changed, marked

pytestmark = pytest.mark.pure


def written(old: str, new: str) -> str:
    """Return the markup as text: [-struck out-] and {+put in+}."""
    signs = {"": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return "\n".join("".join(signs[run.mark].format(run.text) for run in runs) for runs in marked(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("请于12月3日前报送。", "请于12月15日前报送。", "请于12月[-3-]{+15+}日前报送。"),
        ("各校落实责任。", "各校要落实责任。", "各校{+要+}落实责任。"),
        ("一、甲\n二、乙乙乙", "一、甲\n二、乙乙乙\n三、丙", "一、甲\n二、乙乙乙\n{+三、丙+}"),
        ("第一段文字。\n第二段文字。", "第二段文字。", "[-第一段文字。-]\n第二段文字。"),
        ("全然不同的内容", "另起炉灶写过", "{+另起炉灶写过+}\n[-全然不同的内容-]"),
    ],
)
def test_changes_are_marked_within_paragraphs(old: str, new: str, told: str) -> None:
    assert written(old, new) == told


def test_what_stayed_is_not_marked() -> None:
    assert marked("甲\n乙", "甲\n乙") == [[Run("", "甲")], [Run("", "乙")]]
    assert not is_changed(marked("甲", "甲"))


@pytest.mark.parametrize("old", ["", "甲乙丙\n丁戊", "请于3日前报送。"])
@pytest.mark.parametrize("new", ["", "丁戊己", "请于5日前报送。\n甲乙"])
def test_both_versions_can_be_read_from_it(old: str, new: str) -> None:
    runs = marked(old, new)
    kept = ["".join(run.text for run in each if run.mark != "del") for each in runs]
    assert [line for line in kept if line] == new.splitlines()
