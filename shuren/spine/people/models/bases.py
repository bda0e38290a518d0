"""What the tables of the registers have in common."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.tabular.models import Provenance

PATH_LENGTH = 80
NAME_LENGTH = 36  # JY/T 1002-2012: 姓名 C36; names with dots and rare characters need every place

# County and city are copied from the school, whose own constraints vouch for them; checking the copies again would
# double the cost of a large import.
COPIED: dict[str, Any] = {"on_delete": models.PROTECT, "db_index": False, "db_constraint": False}


class AtSchool(Provenance):
    """A row that speaks of one person at one school, with a copy of the name for sorted lists."""

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", db_index=False)
    county = models.ForeignKey("orgs.Org", related_name="+", **COPIED)
    city = models.ForeignKey("orgs.Org", related_name="+", **COPIED)
    name = models.CharField(_("姓名"), max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    initials = models.CharField(max_length=40, db_collation="C", help_text="pinyin initials, for searching")

    objects = ScopedManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def list_indexes(table: str, *, above_counties: bool = True) -> tuple[models.Index, ...]:
    """Return the indexes that a list in name order wants, and those of scope and initials.

    The one that begins with the name serves cities and provinces: most of its rows are in their scope.
    """
    levels = ("school", "county")
    wide = (
        models.Index(fields=("name_key", "id"), name=f"people_{table}_name"),
        models.Index(fields=("org_path",), name=f"people_{table}_path"),
    )
    return (
        *(wide if above_counties else ()),
        *(models.Index(fields=(level, "name_key", "id"), name=f"people_{table}_{level}") for level in levels),
        models.Index(fields=("initials", "org_path"), name=f"people_{table}_initials"),
    )
