"""What a type of cases calls things on its page, where it is no application: papers are drafted, not applied for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Wording:
    """Chinese words, translated where they are shown.

    `yes` and `no` name the two signatures by step, `outcomes` the ends by state.Outcome; what is not named there is
    called as in any case.
    """

    content: str = gettext_noop("申请内容")
    author: str = gettext_noop("申请人")
    begun: str = gettext_noop("申请时间")
    materials: str = gettext_noop("申请材料")
    cancel: str = gettext_noop("撤销申请")
    yes: Mapping[str, str] = field(default_factory=dict)
    no: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
