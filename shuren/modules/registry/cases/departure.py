"""转出本地区, second version: the school also says what it sends along, as for a transfer inside the region.

教基一司函〔2016〕48号 counts what has not been sent (未调档) within ten working days. The first version ended with the
authority's consent and said nothing of the papers; it stays in leaving.py until no case runs under it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_noop

from shuren.kernel.cases.declare import Move, StepForm
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.sight import Lines, at
from shuren.kernel.cases.state import State
from shuren.kernel.refusals import Refused
from shuren.modules.registry.cases import leaving, packet
from shuren.modules.registry.cases.own import BASIS, PARTY_DAYS, day, own_route


class AlreadyGone(Refused):
    """离校日期已过，随转材料已由家长带走或寄出，无法补列清单；按原版本办结。"""


class Departure(leaving.Departure):
    """The registration ends when the school has listed what goes along."""

    version = 2
    route: ClassVar[Route] = Sequence(
        (own_route(), Step("packet", gettext_noop("学校移交随转材料"), "registrar", days=PARTY_DAYS, basis=BASIS))
    )
    asks: ClassVar[Mapping[str, type[StepForm]]] = {"packet": packet.SendingForm}
    seen: ClassVar = dict.fromkeys((f"packet_{code}" for code in (*packet.PRIVATE, "note")), at("packet"))

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [*super().shown(form), *packet.shown(form)]

    @classmethod
    def take_over(cls, form: Mapping[str, Any], state: State, today: date) -> Move:
        del state
        if day(form["on"]) < today:
            raise AlreadyGone
        return Move(form)
