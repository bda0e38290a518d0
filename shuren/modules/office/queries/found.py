"""Papers sent and received in one search: by title, number, sender, text, kind, year and way."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor, range_of
from shuren.kernel.finding import Pairs, holding
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Delivery, Paper
from shuren.modules.office.queries import papers
from shuren.modules.office.rules import kinds

PAIRS = RawSQL("office_paper.pairs", (), output_field=Pairs.output_field)  # of title, number, sender and text
WAYS: Choices = (("sent", _("发文")), ("received", _("收文")))


def papers_of(actor: Actor) -> QuerySet[Any]:
    """Return what the actor's unit and those below have sent, and what the own unit has received."""
    received = Delivery.objects.visible_to(actor, can.receive).filter(org_path=actor.path)
    low, high = range_of(actor.path)
    of_here = Q(org_path__gte=low, org_path__lt=high) | Q(pk__in=received.values("paper"))
    own = Subquery(received.filter(paper=OuterRef("pk")).values("pk")[:1])
    found: QuerySet[Any] = Paper.objects.within("").filter(of_here).annotate(delivery=own)
    return found


def address_of(row: Any) -> str:
    """Return where a paper found is read: as received by the own unit, or in the register."""
    if row.delivery is not None:
        return reverse("office:delivery", args=(row.delivery,))
    return reverse("office:paper", args=(row.pk,))


def address_in(row: Any) -> str:
    """Return where an archived paper is found: by its number, sent or received."""
    return f"{reverse('office:search')}?{urlencode({'q': row.paper.number})}"


def _worded(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Find every word in the title, the number, the sender or the text; a revoked text is not looked into."""
    for word in text.split():
        told = Q(title__contains=word) | Q(number__contains=word) | Q(agency__contains=word)
        rows = holding(rows, word, PAIRS).filter(told | (Q(body__contains=word) & ~Q(end="revoked")))
    return rows


def _way(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(delivery__isnull=value == "sent")


SEARCH = Listing(
    columns=(
        Column("number", _("发文字号"), lambda row: row.number, link=address_of),
        Column("title", _("标题"), lambda row: row.title),
        Column("kind", _("文种"), lambda row: row.kind),
        Column("agency", _("发文机关"), lambda row: row.agency),
        Column("way", _("收发"), lambda row: dict(WAYS)["sent" if row.delivery is None else "received"]),
        Column("signed", _("签发时间"), lambda row: row.signed_at, "signed_at"),
        Column("end", _("效力"), papers.force_of),
    ),
    default_sort="-signed",
    filters=(
        Filter("way", _("收发"), WAYS, apply=_way),
        Filter("kind", _("文种"), [(word, word) for word in kinds.KINDS]),
        Filter("year", _("年份"), papers.years),
    ),
    search=_worded,
    search_hint=_("标题、字号、发文机关或正文，多个词用空格隔开"),
)
