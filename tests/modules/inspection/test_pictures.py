"""A picture keeps what it shows and nothing else."""

import pytest

from shuren.modules.inspection.rules.pictures import NotAPicture, stripped
from tests.modules.inspection.visiting import HIDDEN, jpeg

pytestmark = pytest.mark.pure


def test_place_device_and_comments_are_gone_and_the_picture_is_whole() -> None:
    content, width, height = stripped(jpeg())
    assert (width, height) == (1600, 1200)
    assert HIDDEN not in content
    assert b"comment" not in content
    assert content == jpeg(hidden=b"").replace(b"\xff\xe1\x00\x02", b"").replace(b"\xff\xfe\x00\x0ba comment", b"")
    assert stripped(content)[0] == content


def test_what_comes_after_the_picture_is_left_out() -> None:
    assert stripped(jpeg() + b"\x00PK\x03\x04 hidden")[0] == stripped(jpeg())[0]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8", b"GIF89a", b"\x89PNG\r\n", b"<svg onload=x>", jpeg()[:40], jpeg()[:-30], jpeg(width=0),
     b"\xff\xd8\xff\xe1\x00\x00\xff\xd9", b"\xff\xd8\xff\xff\xff"],
)  # fmt: skip
def test_what_is_no_whole_jpeg_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        stripped(content)
