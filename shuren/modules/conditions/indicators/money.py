"""Indicators of spending on information technology."""

from typing import Any

from shuren.kernel.measures.indicators import indicator, since
from shuren.kernel.measures.scales import PERCENT, Direction
from shuren.modules.conditions.indicators.bases import COUNTED, COUNTED_EN, hefei
from shuren.modules.conditions.indicators.network import OfSchools


@indicator
class ShareOfFundsForIct(OfSchools):
    """Spending on information technology as a share of public funds."""

    code, label, label_en = "ICT.FUND", "公用经费用于教育信息化比例", "share of public funds spent on ICT"
    scale, direction, topic = PERCENT, Direction.UP, "经费保障"
    basis = hefei("经费保障")
    definition = "从公用经费列支的信息化支出之和除以公用经费支出之和，财政专项不计入。" + COUNTED
    definition_en = (
        "ICT spending out of public funds over public funds spent; earmarked grants do not count. " + COUNTED_EN
    )

    @since(2016, "{ict_spending} ÷ {public_funds}")
    def ict_to_public_funds(self, u: Any, _p: Any) -> Any:
        return u.ict_spending, u.public_funds
