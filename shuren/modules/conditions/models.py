from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.tabular.models import Provenance


class ConditionRow(Provenance):
    """A row that one school reported for one year."""

    org_path = models.CharField(max_length=80, db_collation="C")
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    county = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("统计年度"))

    objects = ScopedManager()

    class Meta:
        abstract = True


def _once(name: str, *fields: str) -> tuple[models.UniqueConstraint, ...]:
    return (models.UniqueConstraint(fields=("school", "year", *fields), name=f"conditions_{name}_once"),)


def _by_path(name: str) -> tuple[models.Index, ...]:
    return (models.Index(fields=("year", "org_path"), name=f"conditions_{name}_path"),)


class Site(ConditionRow):
    """场地: a piece of ground or a hall, by area."""

    name = models.CharField(_("场地名称"), max_length=60)
    kind = models.CharField(_("场地类别"), max_length=12)
    area_m2 = models.DecimalField(_("面积"), max_digits=12, decimal_places=2)
    built_year = models.PositiveSmallIntegerField(_("建成年份"), null=True)

    class Meta:
        verbose_name = "校舍场地"
        constraints = _once("site", "name")
        indexes = _by_path("site")

    def __str__(self) -> str:
        return self.name


class Room(ConditionRow):
    """用房: a teaching or auxiliary room; the other sheets name it by its number."""

    number = models.CharField(_("房间编号"), max_length=30)
    name = models.CharField(_("房间名称"), max_length=60, blank=True)
    room_type = models.CharField(_("教室类型"), max_length=3)
    area_m2 = models.DecimalField(_("使用面积"), max_digits=10, decimal_places=2)
    is_teaching = models.BooleanField(_("教学及辅助用房"))
    is_main_place = models.BooleanField(_("主要教学场所"))
    is_gym = models.BooleanField(_("室内体育用房"))

    class Meta:
        verbose_name = "教室与用房"
        constraints = _once("room", "number")
        indexes = _by_path("room")

    def __str__(self) -> str:
        return self.number


class Network(ConditionRow):
    """校园网: one row per school and year."""

    has_internet = models.BooleanField(_("接入互联网"))
    wired_lan = models.BooleanField(_("建有有线校园网"))
    wifi = models.CharField(_("无线网络覆盖"), max_length=12)
    ipv6 = models.BooleanField(_("支持 IPv6"))

    class Meta:
        verbose_name = "校园网"
        constraints = _once("network")
        indexes = _by_path("network")

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}"


class Link(ConditionRow):
    """网络链路: a line from the campus to the outside."""

    name = models.CharField(_("线路名称"), max_length=60)
    carrier = models.CharField(_("运营商"), max_length=12)
    medium = models.CharField(_("接入方式"), max_length=12)
    bandwidth_mbps = models.DecimalField(_("带宽"), max_digits=10, decimal_places=2)
    is_egress = models.BooleanField(_("互联网出口"))

    class Meta:
        verbose_name = "网络链路"
        constraints = _once("link", "name")
        indexes = _by_path("link")

    def __str__(self) -> str:
        return self.name


class Device(ConditionRow):
    """终端设备: a lot of terminals of one kind, for one use."""

    name = models.CharField(_("设备批次名称"), max_length=60)
    kind = models.CharField(_("设备类别"), max_length=12)
    used_by = models.CharField(_("使用对象"), max_length=12)
    count = models.PositiveIntegerField(_("在用数量"))
    bought_year = models.PositiveSmallIntegerField(_("购置年份"))
    value_yuan = models.DecimalField(_("账面原值"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = "终端设备"
        constraints = _once("device", "name")
        indexes = _by_path("device")

    def __str__(self) -> str:
        return self.name


class Multimedia(ConditionRow):
    """多媒体教室: a room with multimedia equipment."""

    room_number = models.CharField(_("房间编号"), max_length=30)
    equipment = models.CharField(_("显示设备"), max_length=12)
    is_networked = models.BooleanField(_("接入网络"))
    is_smart = models.BooleanField(_("智慧课堂"))
    equipped_year = models.PositiveSmallIntegerField(_("配备年份"), null=True)

    class Meta:
        verbose_name = "多媒体教室"
        constraints = _once("multimedia", "room_number")
        indexes = _by_path("multimedia")

    def __str__(self) -> str:
        return self.room_number


class Recording(ConditionRow):
    """录播教室: a room in which lessons are recorded."""

    room_number = models.CharField(_("房间编号"), max_length=30)
    kind = models.CharField(_("录播类型"), max_length=12)
    in_use = models.BooleanField(_("正常使用"))
    lessons = models.PositiveIntegerField(_("本年度录制课时"))

    class Meta:
        verbose_name = "录播教室"
        constraints = _once("recording", "room_number")
        indexes = _by_path("recording")

    def __str__(self) -> str:
        return self.room_number


class Lab(ConditionRow):
    """实验室、实训室: a room for experiments or practice."""

    room_number = models.CharField(_("房间编号"), max_length=30)
    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=12)
    is_digital = models.BooleanField(_("数字化"))

    class Meta:
        verbose_name = "实验室与实训室"
        constraints = _once("lab", "room_number")
        indexes = _by_path("lab")

    def __str__(self) -> str:
        return self.name


class Finance(ConditionRow):
    """经费与设备值: the year's totals, one row per school and year."""

    public_funds_yuan = models.DecimalField(_("公用经费支出"), max_digits=16, decimal_places=2)
    equipment_value_yuan = models.DecimalField(_("教学仪器设备值"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = "经费与设备值"
        constraints = _once("finance")
        indexes = _by_path("finance")

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}"


class Spending(ConditionRow):
    """信息化经费: one item of spending on information technology."""

    item = models.CharField(_("支出事项"), max_length=80)
    category = models.CharField(_("支出类别"), max_length=12)
    source = models.CharField(_("经费来源"), max_length=12)
    amount_yuan = models.DecimalField(_("金额"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = "信息化经费"
        constraints = _once("spending", "item")
        indexes = _by_path("spending")

    def __str__(self) -> str:
        return self.item
