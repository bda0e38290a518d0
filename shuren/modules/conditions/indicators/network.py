"""Indicators of the network: bandwidth per class, Wi-Fi, access."""

from typing import Any

from shuren.kernel.measures.indicators import Indicator, indicator, over, reaches, register, since
from shuren.kernel.measures.scales import PERCENT, Basis, Direction, Rollup, Scale
from shuren.modules.conditions.indicators.bases import COUNTED, COUNTED_EN, SCHOOL_KINDS, hefei, national


class OfSchools(Indicator):
    """An indicator over the schools that the plan counts."""

    def applies(self, u: Any, _p: Any) -> Any:
        return u.kind.isin(SCHOOL_KINDS)


@indicator
class BandwidthPerClass(OfSchools):
    """Egress bandwidth divided by classes."""

    code, label, label_en = "ICT.BW_PER_CLASS", "班均出口带宽", "egress bandwidth per class"
    scale, direction, topic = Scale("Mbps/班", "Mbps per class"), Direction.UP, "网络带宽"
    basis = hefei("总体目标；年度任务“网络带宽”")
    definition = "互联网出口带宽之和除以班级数之和。" + COUNTED
    definition_en = "Sum of egress bandwidth over sum of classes. " + COUNTED_EN

    @since(2016, "{egress_mbps} ÷ {classes}")
    def bandwidth_to_classes(self, u: Any, _p: Any) -> Any:
        return u.egress_mbps, u.classes


class SchoolsWithBandwidth(OfSchools):
    """Share of schools whose bandwidth per class reaches a level."""

    scale, direction, topic, rollup = PERCENT, Direction.UP, "网络带宽", Rollup.SHARE_OF_UNITS
    basis = hefei("年度任务“网络带宽”")

    def __init__(self, mbps: int) -> None:
        self.code = f"ICT.BW{mbps}_SHARE"
        self.label = f"班均出口带宽达到{mbps}M的学校比例"
        self.label_en = f"schools with at least {mbps} Mbps egress per class"
        self.definition = f"班均出口带宽不低于{mbps} Mbps的学校占比。" + COUNTED
        self.definition_en = f"Share of schools with at least {mbps} Mbps egress bandwidth per class. " + COUNTED_EN
        self.parameter = f"bandwidth_{mbps}m"
        text = f"{{egress_mbps}} ÷ {{classes}} ≥ {{p.{self.parameter}}}"
        self.reaches = since(2016, text)(SchoolsWithBandwidth.reached)

    def reached(self, u: Any, p: Any) -> Any:
        return reaches(over(u.egress_mbps, u.classes), p[self.parameter])


register(SchoolsWithBandwidth(4), SchoolsWithBandwidth(10))


class SchoolsWith(OfSchools):
    """Share of schools that have something, by a yes-or-no quantity or a count above zero."""

    scale, direction, rollup = PERCENT, Direction.UP, Rollup.SHARE_OF_UNITS

    def __init__(
        self,
        quantity: str,
        *,
        code: str,
        label: str,
        label_en: str,
        what: str,
        what_en: str,
        basis: Basis,
        topic: str,
        first: int = 2016,
        kinds: tuple[str, ...] = SCHOOL_KINDS,
        counted: str = COUNTED,
        counted_en: str = COUNTED_EN,
    ) -> None:
        self.quantity, self.kinds = quantity, kinds
        self.code, self.label, self.label_en, self.basis, self.topic = code, label, label_en, basis, topic
        self.definition, self.definition_en = (
            f"{what}的学校占比。{counted}",
            f"Share of schools {what_en}. {counted_en}",
        )
        self.having = since(first, f"{{{quantity}}} > 0")(SchoolsWith.has)

    def applies(self, u: Any, _p: Any) -> Any:
        return u.kind.isin(self.kinds)

    def has(self, u: Any, _p: Any) -> Any:
        return getattr(u, self.quantity) > 0


register(
    SchoolsWith(
        "has_full_wifi",
        code="ICT.WIFI_FULL",
        label="校园无线网络全覆盖学校比例",
        label_en="schools with full campus Wi-Fi",
        what="校园无线网络全覆盖",
        what_en="whose campus is fully covered by Wi-Fi",
        basis=hefei("总体目标；年度任务“无线网络覆盖”"),
        topic="无线网络覆盖",
    ),
    SchoolsWith(
        "has_internet",
        code="ICT.INTERNET",
        label="互联网接入率",
        label_en="schools with internet access",
        what="接入互联网",
        what_en="connected to the internet",
        basis=national("信息化类：学校接入互联网比例"),
        topic="网络带宽",
    ),
    SchoolsWith(
        "has_lan",
        code="ICT.LAN",
        label="建网学校比例",
        label_en="schools with a campus network",
        what="建有有线校园网",
        what_en="with a wired campus network",
        basis=national("信息化类：建立校园网的学校比例"),
        topic="网络带宽",
    ),
    SchoolsWith(
        "has_ipv6",
        code="ICT.IPV6",
        label="支持IPv6的学校比例",
        label_en="schools with IPv6",
        what="校园网支持IPv6",
        what_en="whose network supports IPv6",
        basis=Basis(
            "推进互联网协议第六版（IPv6）规模部署行动计划", "厅字〔2017〕47号", "教育网络与应用升级", verified=False
        ),
        topic="网络带宽",
        first=2017,
    ),
)
