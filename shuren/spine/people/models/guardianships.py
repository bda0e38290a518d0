from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.sensitive.fields import BlindIndex, EncryptedText
from shuren.spine.people.models.bases import COPIED, NAME_LENGTH, AtSchool, list_indexes


class Guardianship(AtSchool):
    """监护: who is responsible for a child. `name` is the guardian's; the row stands under the child's school."""

    school = models.ForeignKey("orgs.Org", related_name="+", **COPIED)
    child = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="guardianships", db_index=False)
    guardian = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="wards")
    child_name = models.CharField(_("学生姓名"), max_length=NAME_LENGTH)
    relation = models.CharField(_("与学生关系"), max_length=2, help_text="GB/T 4761-2008")
    is_main = models.BooleanField(_("是否主要监护人"), default=True)
    phone = EncryptedText(_("联系电话"), purpose="people.guardianship.phone", mask="phone", null=True)
    phone_index = BlindIndex(of="phone", kind="phone", db_index=False)

    class Meta:
        verbose_name = _("监护关系")
        constraints = (
            models.UniqueConstraint(fields=("child", "guardian"), name="people_guardianship_once"),
            models.UniqueConstraint(fields=("child",), condition=Q(is_main=True), name="people_guardianship_one_main"),
        )
        indexes = (
            *list_indexes("guardianship", above_counties=False),
            models.Index(fields=("phone_index",), name="people_guardianship_phone"),
        )
