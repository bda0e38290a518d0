"""The items of the dictionary that requests brought about: what each means, and what it is computed from."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.measures.facts import QUANTITIES
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import translated
from shuren.modules.collection.models import Item, Question
from shuren.modules.collection.queries.audience import LEVEL_LABELS
from shuren.modules.collection.queries.known import Asked, find
from shuren.modules.collection.queries.pages import Found, finding_label, label_told, why_of
from shuren.modules.collection.rules.derivations import parts_of
from shuren.modules.collection.rules.dictionary import ITEM
from shuren.modules.collection.rules.kinds import Kind

PLAIN = (ITEM, "quantity:")  # sources that a sum may be made of: one figure of a unit, by itself
LEVELS = dict(LEVEL_LABELS)


def listed() -> QuerySet[Item]:
    """Return every item with the day it was last asked about; the dictionary is open to whoever drafts requests."""
    opened = Q(questions__request__rounds__opened_at__isnull=False)
    return Item.objects.select_related("owner").annotate(
        last_on=Max("questions__request__rounds__as_of", filter=opened)
    )


def item_for(item_id: int) -> Item:
    """Return one item. Raises NotFoundHere."""
    row = listed().filter(pk=item_id).first()
    if row is None:
        raise NotFoundHere
    return row


def asked_in(item: Item, actor: Actor) -> list[Question]:
    """Return the questions of sent requests of the reader's part of the tree that asked it, the latest first."""
    rows = Question.objects.filter(item=item, request__sent_at__isnull=False).select_related("request")
    return [row for row in rows.order_by("-request__sent_at")[:50] if actor.covers(row.request.org_path)]


def computed() -> dict[str, Mapping[str, Any]]:
    """Return what every computed item is computed from."""
    rows = Item.objects.exclude(derivation={}).values_list("id", "derivation")
    return {f"item:{pk}": derivation for pk, derivation in rows}


def labels_of(sources: Iterable[str]) -> dict[str, str]:
    """Return the names of items and quantities in Chinese, as they are declared."""
    wanted = set(sources)
    numbers = {int(source.removeprefix(ITEM)) for source in wanted if source.startswith(ITEM)}
    named = {f"item:{pk}": label for pk, label in Item.objects.filter(pk__in=numbers).values_list("id", "label")}
    declared = {source: QUANTITIES.get(source.removeprefix("quantity:")) for source in wanted}
    return named | {source: quantity.label for source, quantity in declared.items() if quantity}


def source_named(text: str) -> str:
    """Return the item or the declared quantity that a name or a code means beyond doubt; empty where none."""
    coded = Item.objects.filter(code=text, kind=Kind.NUMBER).values_list("id", flat=True).first()
    if coded is not None:
        return f"item:{coded}"
    (found,) = find([Asked(text)])
    return next((one.source for one in found if one.is_certain and one.source.startswith(PLAIN)), "")


def formula_of(item: Item) -> str:
    """Return what an item is computed from, in words; empty where units say it."""
    labels = labels_of(parts_of(item.derivation))
    plus = [translated(labels.get(source, source)) for source in item.derivation.get("plus", ())]
    minus = [translated(labels.get(source, source)) for source in item.derivation.get("minus", ())]
    return " − ".join([" + ".join(plus), *minus]) if plus else ""


def lines_of(item: Item) -> dict[str, str]:
    """Return what the form about an item begins with: a name in each line."""
    labels = labels_of(parts_of(item.derivation))
    told = {side: [labels.get(one, one) for one in item.derivation.get(side, ())] for side in ("plus", "minus")}
    return {"synonyms": "\n".join(item.synonyms), **{side: "\n".join(names) for side, names in told.items()}}


def _narrowed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(derivation={}) if value == "told" else rows.exclude(derivation={})


def said_of(text: str) -> list[Found]:
    """Return what the whole dictionary says to a question, the best first."""
    (found,) = find([Asked(text)]) if text else ([],)
    return [
        Found(text, one.is_certain, finding_label(one.finding), label_told(one.label), why_of(one))
        for one in found
        if one.is_likely
    ]


LISTING = Listing(
    columns=(
        Column("label", _("数据项"), lambda row: row.label, "label",
               link=lambda row: reverse("collection:item", args=(row.pk,))),
        Column("code", _("编号"), lambda row: row.code, "code"),
        Column("unit", _("计量单位"), lambda row: translated(row.unit)),
        Column("level", _("填报单位"), lambda row: LEVELS.get(row.level, row.level)),
        Column("owner", _("提出单位"), lambda row: row.owner.name),
        Column("last", _("最近数据时点"), lambda row: row.last_on),
        Column("how", _("取得方式"), lambda row: gettext("计算") if row.derivation else gettext("填报")),
    ),
    default_sort="label",
    filters=(Filter("how", _("取得方式"), (("told", _("填报")), ("computed", _("计算"))), _narrowed),),
    search=lambda rows, text: rows.filter(Q(label__contains=text) | Q(code__iexact=text)),
    search_hint=_("要用的数据，如“寄宿学生数”"),
)  # fmt: skip
