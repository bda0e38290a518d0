from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.sensitive.fields import BlindIndex, EncryptedText
from shuren.kernel.tabular.models import Provenance
from shuren.spine.people.models.bases import NAME_LENGTH, PATH_LENGTH


class Person(Provenance):
    """One human being. `org_path` is the node of the school where they are now, or last were.

    Where a record turned out to be somebody's second one, `merged_into` says whose: nothing points to it any more, its
    number is the other's.
    """

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    name = models.CharField(_("姓名"), max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    initials = models.CharField(max_length=40, db_collation="C", help_text="pinyin initials, for searching")
    former_name = models.CharField(_("曾用名"), max_length=NAME_LENGTH, blank=True)
    sex = models.CharField(_("性别"), max_length=1, help_text="GB/T 2261.1; empty where nobody has told")
    born_on = models.DateField(_("出生日期"), null=True)
    id_type = models.CharField(_("身份证件类型"), max_length=1, blank=True)
    id_no = EncryptedText(_("身份证件号"), purpose="people.person.id_no", mask="id_number", null=True)
    id_index = BlindIndex(of="id_no", db_index=False)
    nationality = models.CharField(_("国籍/地区"), max_length=3, default="CHN", help_text="GB/T 2659, three letters")
    ethnic = models.CharField(_("民族"), max_length=2, blank=True)
    political = models.CharField(_("政治面貌"), max_length=2, blank=True)
    health = models.CharField(_("健康状况"), max_length=1, blank=True)
    gatqw = models.CharField(_("港澳台侨外"), max_length=2, blank=True)
    birthplace = models.CharField(_("出生地行政区划代码"), max_length=12, blank=True)
    hukou = models.CharField(_("户口所在地行政区划代码"), max_length=12, blank=True)
    hukou_kind = models.CharField(_("户口性质"), max_length=1, blank=True)

    phone = EncryptedText(_("联系电话"), purpose="people.person.phone", mask="phone", null=True)
    phone_index = BlindIndex(of="phone", kind="phone", db_index=False)

    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("人员")
        constraints = (
            models.UniqueConstraint(
                fields=("id_index",), condition=Q(id_index__isnull=False), name="people_person_id_index"
            ),
        )
        indexes = (
            models.Index(fields=("org_path",), name="people_person_path"),
            models.Index(fields=("born_on", "initials"), condition=Q(born_on__isnull=False), name="people_person_born"),
            models.Index(fields=("former_name",), condition=~Q(former_name=""), name="people_person_former"),
            models.Index(fields=("phone_index",), condition=Q(phone_index__isnull=False), name="people_person_phone"),
            models.Index(fields=("merged_into",), condition=Q(merged_into__isnull=False), name="people_person_merged"),
        )

    def __str__(self) -> str:
        return self.name
