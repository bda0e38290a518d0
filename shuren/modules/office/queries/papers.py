"""Papers sent, and how far they have been received."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.files.models import StoredFile
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Delivery, End, Filed, Paper, Retention
from shuren.modules.office.rules import kinds
from shuren.spine.orgs.models import Org

OFFERED = 200  # papers to choose from
ABOVE = "office.ended_above"  # kind of the to-do that a unit gets when its paper was ended from above
RECEIPTS: Choices = (("no", _("未签收")), ("yes", _("已签收")))


def sent_for(actor: Actor) -> "QuerySet[Paper]":
    """Return the papers of the actor's unit and of those below it, with how many received and confirmed them."""
    rows: QuerySet[Paper] = Paper.objects.visible_to(actor, can.view_sent)
    term = filed_as("retention", "pk", "org_id")
    return rows.annotate(sent_to=_count(), read=_count(read_at__isnull=False), retention=term)


def filed_as(field: str, paper: str, org: str) -> Subquery:
    """Return a field of where a unit has filed a paper, of both of which the names are given."""
    rows = Filed.objects.within("").filter(paper=OuterRef(paper), org_id=OuterRef(org))
    return Subquery(rows.values(field))


def filed_words(year: int, retention: str | None, item: int | None) -> str:
    """Return where a paper is filed; empty where it is not."""
    if not retention:
        return ""
    told = gettext("{year} 年 · {term} · 第 {item} 件")
    return told.format(year=year, term=Retention(retention).label, item=item)


def _count(**which: Any) -> Coalesce:
    """Count deliveries row by row: a page asks for fifty papers, whoever counts the list for none."""
    rows = Delivery.objects.within("").filter(paper=OuterRef("pk"), **which).order_by()
    return Coalesce(Subquery(rows.values("paper").annotate(count=Count("pk")).values("count")), 0)


def paper_for(actor: Actor, paper_id: int) -> Paper:
    """Return one of them. Raises NotFoundHere."""
    later = Paper.objects.within("").filter(Q(replaces=OuterRef("pk")) | Q(answers=OuterRef("pk")))
    rows = sent_for(actor).annotate(is_followed=Exists(later), item=filed_as("item", "pk", "org_id"))
    rows = rows.select_related("file", "answers", "replaces")
    found = rows.filter(pk=paper_id).first()
    if found is None:
        raise NotFoundHere
    return found


def issued_in(actor: Actor, case_id: int) -> list[tuple[Words, str]]:
    """Return the way from a case to the paper that was signed in it, for whoever may open that in the register."""
    rows = Paper.objects.visible_to(actor, can.view_sent).filter(case_id=case_id) if actor.may(can.view_sent) else []
    return [(_("发文登记"), reverse("office:paper", args=(row.pk,))) for row in rows]


def force_of(row: Paper) -> Words:
    """Return whether a paper is in force, as lists tell it; one repealed from a later day on still is."""
    if row.end == End.REPEALED and row.ended_on and row.ended_on > timezone.localdate():
        return gettext("{day}起废止").format(day=row.ended_on)
    return End(row.end).label if row.end else _("现行有效")


def in_force(unit: Org) -> list[tuple[str, str]]:
    """Return what a unit has issued and nothing has ended, newest first, as choices."""
    rows: QuerySet[Paper] = Paper.objects.within("").filter(org=unit, end="").order_by("-signed_at")
    return [(str(pk), f"{number} {title}") for pk, number, title in rows.values_list("pk", "number", "title")[:OFFERED]]


def in_force_below(unit: Org) -> list[tuple[str, str]]:
    """Return what the units below an authority have issued and nothing has ended, newest first, as choices."""
    if not unit.is_authority:
        return []
    rows: QuerySet[Paper] = Paper.objects.within(unit.path).filter(end="").exclude(org=unit).order_by("-signed_at")
    found = rows.values_list("pk", "agency", "number", "title")[:OFFERED]
    return [(str(pk), f"{agency} {number} {title}") for pk, agency, number, title in found]


def told_to_know(paper: Paper) -> bool:
    """Say whether the unit that has issued a paper still has to know that it was ended from above."""
    return bool(paper.end) and Notice.objects.filter(kind=ABOVE, subject_id=str(paper.pk), settled_at=None).exists()


def stored_of(paper: Paper) -> list[StoredFile]:
    """Return the paper itself and its annexes in order."""
    return [paper.file, *(row.file for row in paper.annexes.select_related("file").order_by("place"))]


def linked_to(paper: Paper) -> list[tuple[Words, Paper, str]]:
    """Return the papers that a paper answers, corrects, is corrected or answered by, with label and address.

    Those of other units are read where the own unit has received them.
    """
    told: list[tuple[Words, Paper | None]] = [(_("答复来文"), paper.answers), (_("更正公文"), paper.replaces)]
    if paper.is_followed:  # type: ignore[attr-defined]
        later = Paper.objects.within("").filter(Q(replaces=paper) | Q(answers=paper)).order_by("pk")
        told += [(_("更正后的公文") if one.replaces_id else _("收到的答复"), one) for one in later]
    others = [one.pk for _label, one in told if one and one.org_id != paper.org_id]
    here = Delivery.objects.within("").filter(org_id=paper.org_id, paper_id__in=others)
    received = dict(here.values_list("paper_id", "pk")) if others else {}
    return [(label, one, _address(one, paper, received)) for label, one in told if one]


def _address(one: Paper, paper: Paper, received: dict[int, int]) -> str:
    if one.org_id == paper.org_id:
        return reverse("office:paper", args=(one.pk,))
    return reverse("office:delivery", args=(received[one.pk],)) if one.pk in received else ""


def files_of(paper: Paper, address: str, shown: int) -> list[tuple[str, str, int]]:
    """Return name, address and size of each file; `address` takes what is shown and the file's place."""
    return [
        (file.name, reverse(address, args=(shown, place)), file.size) for place, file in enumerate(stored_of(paper))
    ]


def deliveries_of(paper: Paper) -> "QuerySet[Delivery]":
    rows: QuerySet[Delivery] = Delivery.objects.within("").filter(paper=paper)
    return rows.select_related("org")


def _filed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(retention=None) if value == "no" else rows.filter(retention=value)


def waiting_for(actor: Actor) -> "QuerySet[Delivery]":
    """Return before whom papers of the actor's own unit still lie unconfirmed."""
    require(actor, can.view_sent)
    rows: QuerySet[Delivery] = Delivery.objects.within("").filter(paper__org_path=actor.path, read_at=None)
    return rows.filter(paper__end="").select_related("org", "paper")


def _in_force(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(end="" if value == "in_force" else value)


def years(actor: Actor) -> Choices:
    del actor
    this = timezone.localdate().year
    return [(str(year), str(year)) for year in range(this, this - 10, -1)]


def _receipts(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(read_at__isnull=value == "no")


SENT = Listing(
    columns=(
        Column(
            "number", _("发文字号"), lambda row: row.number, link=lambda row: reverse("office:paper", args=(row.pk,))
        ),
        Column("title", _("标题"), lambda row: row.title),
        Column("kind", _("文种"), lambda row: row.kind),
        Column("addressed", _("主送机关"), lambda row: row.addressed),
        Column("signed", _("签发时间"), lambda row: row.signed_at, "signed_at"),
        Column("signer", _("签发人"), lambda row: row.signed_by),
        Column("read", _("签收"), lambda row: f"{row.read} / {row.sent_to}", align="end"),
        Column("end", _("效力"), force_of),
        Column(
            "filed", _("归档"), lambda row: dict(Retention.choices)[row.retention] if row.retention else _("未归档")
        ),
    ),
    default_sort="-signed",
    filters=(
        Filter("year", _("年份"), years),
        Filter("kind", _("文种"), [(word, word) for word in kinds.KINDS]),
        Filter("end", _("效力"), (("in_force", _("现行有效")), *End.choices), apply=_in_force),
        Filter("filed", _("归档"), (("no", _("未归档")), *Retention.choices), apply=_filed),
    ),
    search=lambda rows, text: rows.filter(Q(number__contains=text) | Q(title__contains=text)),
    search_hint=_("字号或标题"),
)
RECEIVERS = Listing(
    columns=(
        Column("unit", _("收文单位"), lambda row: row.org.name, "org__name_key"),
        Column("as", _("方式"), lambda row: _("抄送") if row.is_copy else _("主送")),
        Column("who", _("签收人"), lambda row: row.read_by or _("未签收")),
        Column("when", _("签收时间"), lambda row: row.read_at),
        Column("urged", _("催签时间"), lambda row: row.urged_at),
        Column("end", _("知悉失效"), lambda row: row.end_seen_at),
    ),
    default_sort="unit",
    filters=(Filter("receipt", _("签收情况"), RECEIPTS, apply=_receipts),),
    search=lambda rows, text: rows.filter(org__name__contains=text),
    search_hint=_("单位名称"),
)

WAITING = Listing(
    columns=(
        Column("unit", _("单位"), lambda row: row.org.name),
        Column(
            "number", _("发文字号"), lambda row: row.paper.number,
            link=lambda row: reverse("office:paper", args=(row.paper_id,)),
        ),
        Column("title", _("标题"), lambda row: row.paper.title),
        Column("urgency", _("紧急程度"), lambda row: row.paper.urgency or _("普通")),
        Column("sent", _("发出时间"), lambda row: row.sent_at, "sent_at"),
        Column("days", _("已等待天数"), lambda row: (timezone.now() - row.sent_at).days, align="end"),
        Column("urged", _("催签时间"), lambda row: row.urged_at),
    ),
    default_sort="sent",
    filters=(Filter("paper__urgency", _("紧急程度"), (("加急", _("加急")), ("特急", _("特急")))),),
    search=lambda rows, text: rows.filter(Q(org__name__contains=text) | Q(paper__number__contains=text)),
    search_hint=_("单位名称或字号"),
)  # fmt: skip
