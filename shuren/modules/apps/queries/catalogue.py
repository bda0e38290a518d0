"""应用目录: what everybody may read of the apps in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.apps.models import App, AppItem
from shuren.modules.apps.queries import granted, words
from shuren.modules.apps.rules.items import WHO_LABELS
from shuren.spine.people.models.enrolments import STAGES
from shuren.spine.people.queries.words import code_choices, code_name

SUBJECTS = "subject_zxx"


@dataclass(frozen=True)
class Published:
    """An app with its items and how many schools use it."""

    app: App
    items: list[AppItem]
    subjects: str
    schools: int


def published() -> QuerySet[App]:
    """Return the apps in use, with the number of schools that have them switched on."""
    on = Q(switches__ended_at=None)
    return granted.in_use().annotate(schools=Count("switches__school", filter=on, distinct=True))


def published_app(code: str) -> Published:
    """Return one app of the catalogue. Raises NotFoundHere where it is not in use today."""
    app: Any = published().filter(code=code).first()
    if app is None:
        raise NotFoundHere
    items = list(AppItem.objects.filter(app=app, is_allowed=True).order_by("id"))
    subjects = _t("、").join(code_name(SUBJECTS, code) for code in app.subjects) or _t("不限学科")
    return Published(app, items, subjects, app.schools)


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(name__icontains=text) | Q(purpose__icontains=text) | Q(vendor__name__contains=text))


def _holding(column: str) -> Any:
    return lambda rows, value: rows.filter(**{f"{column}__contains": [value]})


def _subjects(_actor: object) -> Choices:
    return code_choices(SUBJECTS)


def _link(app: App) -> str:
    return address(app)


CATALOGUE = Listing(
    columns=(
        Column("name", _("应用"), lambda row: row.name, "name_key", link=_link),
        Column("vendor", _("提供者"), lambda row: row.vendor.name),
        Column("who", _("使用对象"), lambda row: words.who_labels(row.audiences)),
        Column("stages", _("学段"), lambda row: words.stage_labels(row.stages)),
        Column("schools", _("选用学校"), lambda row: row.schools, align="end"),
        Column("until", _("有效期至"), lambda row: row.lasts_until),
    ),
    default_sort="name",
    filters=(
        Filter("stages", _("学段"), STAGES, _holding("stages")),
        Filter("subjects", _("学科"), _subjects, _holding("subjects")),
        Filter(
            "audiences",
            _("使用对象"),
            tuple((one.value, _(name)) for one, name in WHO_LABELS.items()),
            _holding("audiences"),
        ),
    ),
    search=_named,
    search_hint=_("应用、用途或提供者"),
)


def address(app: App) -> str:
    return reverse("apps:entry", args=(app.code,))
