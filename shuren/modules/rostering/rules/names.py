"""A Chinese name is one; the standard wants two. What cannot be taken apart with confidence is told whole."""

import re
from typing import Final

from shuren.kernel.pinyin import COMPOUND_SURNAMES, surname_length

# Two to four Chinese characters; longer ones, those with a dot and Latin ones have no surname in front.
USUAL: Final = "^[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]{2,4}$"
COMPOUND: Final = tuple(COMPOUND_SURNAMES)


def parted(name: str) -> tuple[str, str]:
    """Return family name and given name.

    >>> parted("郑小树"), parted("欧阳娜娜"), parted("欧阳"), parted("阿依古丽·买买提")
    (('郑', '小树'), ('欧阳', '娜娜'), ('欧', '阳'), ('', '阿依古丽·买买提'))
    """
    if not re.match(USUAL, name):
        return "", name
    length = surname_length(name)
    return name[:length], name[length:]
