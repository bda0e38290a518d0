"""Reading what officials type when they order a change. Each form ends in an Order and a Paper."""

import json
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.codes import CodeTable
from shuren.kernel.refusals import NotFoundHere
from shuren.spine.orgs import queries
from shuren.spine.orgs.models import ChangeKind, Level, Org, SchoolClass
from shuren.spine.orgs.permissions import change_orgs
from shuren.spine.orgs.rules import AREA_LABELS, PARENTS, orders
from shuren.spine.standards import api as standards

CHOOSE = ("", _("请选择"))
SIBLINGS = 300  # orgs offered for ticking; beyond it they are ordered one by one
STAYS = "0"
LEVELS = Level.choices
KINDS = ChangeKind.choices
AREAS = [(area.value, _(name)) for area, name in AREA_LABELS.items()]


def coded(table: CodeTable) -> list[tuple[str, Any]]:
    """Return the choices of a code table, code and name."""
    language = get_language() or "zh"
    return [CHOOSE, *((code.code, f"{code.code} {code.name(language)}") for code in table.leaves)]


class OrgByCode(forms.CharField):
    """An org within the actor's reach, typed as its code; a list of suggestions helps (`orgs:options`)."""

    def __init__(self, actor: Actor, *, level: str = "", **options: Any) -> None:
        attrs = {
            "list": "org-options",
            "autocomplete": "off",
            "hx-get": reverse("orgs:options"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#org-options",
            "hx-swap": "innerHTML",
            "hx-vals": json.dumps({"level": level}),
        }
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)
        self.actor = actor

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            return queries.org_by_code(self.actor, text.split(" ", maxsplit=1)[0], change_orgs)
        except NotFoundHere as refusal:
            raise forms.ValidationError(
                _("没有找到代码为“%(code)s”的机构，或它不在您的管理范围内；请从提示中选择。"), params={"code": text}
            ) from refusal


class OrderForm(forms.Form):
    """Base: the day, the document and the reason stand at the end of every form."""

    needs_document: ClassVar[bool] = True

    on = forms.DateField(
        label=_("生效日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("可以是过去、今天或将来；将来的变动到期自动生效。"),
    )
    document = forms.CharField(label=_("批准文号"), max_length=120, help_text=_("例如：合教〔2018〕12号。"))
    reason = forms.CharField(label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, org: Org, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.org, self.actor = org, actor
        self.fields["on"].initial = timezone.localdate
        self.fields["document"].required = self.needs_document
        self.prepare()
        last = ("on", "document", "reason")
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def prepare(self) -> None:
        """Add what depends on the org."""

    def order(self) -> orders.Order:
        raise NotImplementedError

    def paper(self) -> orders.Paper:
        typed = self.cleaned_data
        return orders.Paper(on=typed["on"], document=typed["document"], reason=typed["reason"])

    def others(self, verb: Any) -> None:
        """Offer the org's siblings for going the same way."""
        choices = [(str(org.pk), org.name) for org in queries.siblings_of(self.org)[:SIBLINGS]]
        if choices:
            self.fields["others"] = forms.MultipleChoiceField(
                label=verb, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )

    def org_ids(self) -> list[int]:
        return [self.org.pk, *(int(one) for one in self.cleaned_data.get("others", ()))]


class FactsForm(OrderForm):
    """The facts of an org."""

    school_fields: ClassVar[tuple[str, ...]] = ("school_type", "urban_rural", "area", "organizer")

    def add_facts(self, level: str, *, now: Any = None) -> None:
        """Add the fields of facts that an org of the level has; `now` holds the present values."""
        is_school = level in {Level.SCHOOL, Level.CAMPUS}
        made: dict[str, forms.Field] = {
            "division_code": forms.CharField(
                label=_("所在行政区划代码"), max_length=12, required=level not in {Level.ZONE, Level.CAMPUS},
                help_text=_("机构所在地的代码，与由谁主管无关；学校填到县级，也可填到乡镇（9 位）或村（12 位）。"),
            ),
            "school_type": forms.ChoiceField(
                label=_("办学类型"), choices=coded(standards.SCHOOL_TYPE), required=level == Level.SCHOOL
            ),
            "urban_rural": forms.ChoiceField(
                label=_("城乡类型"), choices=coded(standards.URBAN_RURAL), required=False
            ),
            "area": forms.ChoiceField(
                label=_("区域类别"),
                choices=[("", _("按区划和城乡类型判定")), *AREAS],
                required=False,
            ),
            "organizer": forms.ChoiceField(label=_("举办者"), choices=coded(standards.ORGANIZER), required=False),
            "credit_code": forms.CharField(
                label=_("统一社会信用代码"), max_length=18, required=False, help_text=_("18 位，与证书一致。")
            ),
            "address": forms.CharField(label=_("地址"), max_length=180, required=False),
        }  # fmt: skip
        for name, field in made.items():
            if is_school or name not in self.school_fields:
                field.initial = getattr(now, name, "") if now is not None else ""
                self.fields[name] = field

    def facts(self) -> dict[str, Any]:
        """Return what was typed, codes in the form the standards write them."""
        columns = (*self.school_fields, "division_code", "credit_code", "address", "name", "code")
        typed = {name: self.cleaned_data[name] for name in columns if name in self.fields}
        return {
            name: value.strip().upper() if name == "credit_code" else value.strip() for name, value in typed.items()
        }

    def changed_facts(self, now: Any) -> dict[str, Any]:
        return {name: value for name, value in self.facts().items() if value != getattr(now, name)}


class OpenOrg(FactsForm):
    """新设."""

    def prepare(self) -> None:
        fitting = self.levels(self.org)
        wanted = self.data.get("level") or self.initial.get("level")
        level = self.level = Level(wanted if wanted in fitting else fitting[0])
        self.choices = [(one, Level(one).label) for one in fitting]
        self.fields["level"] = forms.ChoiceField(choices=self.choices, initial=level, widget=forms.HiddenInput())
        self.fields["name"] = forms.CharField(label=_("名称"), max_length=100)
        if level != Level.CAMPUS:
            label = _("学校（机构）标识码") if level == Level.SCHOOL else _("机构代码")
            self.fields["code"] = forms.CharField(label=label, max_length=20, help_text=_("终身不变，不得复用。"))
        self.add_facts(level, now=self.org if level == Level.CAMPUS else None)
        if level == Level.CAMPUS:
            self.fields["credit_code"].initial = self.fields["address"].initial = ""

    @staticmethod
    def levels(org: Org) -> list[str]:
        """Return the levels that may stand under an org, schools first: they are what is mostly opened."""
        fitting = [level for level in Level.values if org.level in PARENTS[level]]
        return sorted(fitting, key=lambda level: level != Level.SCHOOL)

    def order(self) -> orders.Order:
        facts = {name: value for name, value in self.facts().items() if value and name not in {"name", "code"}}
        typed = self.cleaned_data
        return orders.Open(
            level=str(self.level), parent_id=self.org.pk, name=typed["name"].strip(),
            code=typed.get("code", "").strip(), facts=facts,
        )  # fmt: skip


class RenameOrg(OrderForm):
    """更名."""

    def prepare(self) -> None:
        self.fields["name"] = forms.CharField(label=_("新名称"), max_length=100, initial=self.org.name)

    def order(self) -> orders.Order:
        return orders.Rename(org_id=self.org.pk, name=self.cleaned_data["name"])


class AlterOrg(FactsForm):
    """变更, or 升格 where the type of school changes."""

    def prepare(self) -> None:
        self.add_facts(self.org.level, now=self.org)
        if self.org.level == Level.SCHOOL:
            self.fields["authority"] = OrgByCode(
                self.actor, label=_("主管教育行政部门（代码）"), required=False,
                initial=self.org.authority.code if self.org.authority else "",
                help_text=_("谁管理这所学校；与学校所在的行政区划可以不同。"),
            )  # fmt: skip

    def order(self) -> orders.Order:
        facts = self.changed_facts(self.org)
        authority = self.cleaned_data.get("authority")
        if authority is not None and authority.pk != self.org.authority_id:
            facts["authority_id"] = authority.pk
        kind = orders.Upgrade if "school_type" in facts else orders.Alter
        return kind(org_id=self.org.pk, facts=facts)


class CorrectOrg(FactsForm):
    """更正: what was entered by mistake."""

    needs_document = False

    def prepare(self) -> None:
        self.versions = queries.versions_of(self.org)
        choices = [(str(one.pk), f"{one.valid_from} – {one.valid_to or '…'}  {one.name}") for one in self.versions]
        chosen = self.data.get("version") or self.initial.get("version") or choices[0][0]
        self.version = next((one for one in self.versions if str(one.pk) == str(chosen)), self.versions[0])
        self.fields["version"] = forms.ChoiceField(
            label=_("更正哪一段"), choices=choices, initial=chosen, required=False
        )
        self.fields["name"] = forms.CharField(label=_("名称"), max_length=100, initial=self.version.name)
        self.fields["code"] = forms.CharField(label=_("机构代码"), max_length=20, initial=self.org.code)
        self.add_facts(self.org.level, now=self.version)
        for name in ("credit_code", "address"):
            self.fields[name].initial = getattr(self.org, name)
        if self.version.pk == self.versions[-1].pk:
            self.fields["opened_on"] = forms.DateField(
                label=_("成立日期"), initial=self.org.opened_on,
                widget=forms.DateInput(attrs={"type": "date"}), required=False,
            )  # fmt: skip
        self.fields["on"].required = False
        self.fields["on"].widget = forms.HiddenInput()

    def order(self) -> orders.Order:
        facts = {
            name: value
            for name, value in self.facts().items()
            if value != getattr(self.org if name in orders.UNDATED else self.version, name)
        }
        opened = self.cleaned_data.get("opened_on")
        if opened and opened != self.org.opened_on:
            facts[orders.OPENED] = opened.isoformat()
        return orders.Correct(org_id=self.org.pk, facts=facts, version_id=self.version.pk)

    def paper(self) -> orders.Paper:
        typed = self.cleaned_data
        return orders.Paper(on=self.version.valid_from, document=typed["document"], reason=typed["reason"])


class MoveOrg(OrderForm):
    """划转."""

    def prepare(self) -> None:
        self.fields["parent"] = OrgByCode(
            self.actor, label=_("划入的上级机构（代码）"), help_text=_("输入名称、拼音首字母或代码，从提示中选择。")
        )
        if self.org.level == Level.SCHOOL:
            self.fields["authority"] = OrgByCode(
                self.actor, label=_("主管教育行政部门（代码）"), required=False, help_text=_("不填即为新的上级机构。")
            )
        self.others(_("一并划转"))

    def order(self) -> orders.Order:
        authority = self.cleaned_data.get("authority")
        return orders.Move(
            org_ids=self.org_ids(), parent_id=self.cleaned_data["parent"].pk,
            authority_id=authority.pk if authority else None,
        )  # fmt: skip


class MergeOrg(OrderForm):
    """合并: this org, and perhaps others, end and go on in another."""

    def prepare(self) -> None:
        self.fields["target"] = OrgByCode(
            self.actor, label=_("并入的机构（代码）"), level=self.org.level,
            help_text=_("它保留代码和沿革；如合并成新机构，请先新设再并入。"),
        )  # fmt: skip
        self.fields["name"] = forms.CharField(
            label=_("合并后的名称"), max_length=100, required=False, help_text=_("不填即沿用并入机构的名称。")
        )
        if self.org.level == Level.SCHOOL:
            self.fields["keep_sites"] = forms.BooleanField(label=_("原校址保留为校区"), required=False)
        self.others(_("一并并入"))

    def order(self) -> orders.Order:
        typed = self.cleaned_data
        return orders.Merge(
            source_ids=self.org_ids(), target_id=typed["target"].pk, name=typed["name"],
            keep_sites=typed.get("keep_sites", False),
        )  # fmt: skip


class SplitOrg(OrderForm):
    """分立: up to three new schools, each class going to one of them or staying."""

    PARTS: ClassVar[tuple[int, ...]] = (1, 2, 3)

    def prepare(self) -> None:
        self.classes: list[SchoolClass] = list(queries.classes_of(self.org, on=timezone.localdate()))
        for number in self.PARTS:
            is_first = number == 1
            self.fields[f"name{number}"] = forms.CharField(label=_("名称"), max_length=100, required=is_first)
            self.fields[f"code{number}"] = forms.CharField(
                label=_("学校（机构）标识码"), max_length=20, required=is_first
            )
            self.fields[f"type{number}"] = forms.ChoiceField(
                label=_("办学类型"), choices=coded(standards.SCHOOL_TYPE), required=False, initial=self.org.school_type
            )
        goals = [
            (STAYS, _("留在原校")),
            *((str(number), _("新校 %(number)s") % {"number": number}) for number in self.PARTS),
        ]
        for one in self.classes:
            self.fields[f"class{one.pk}"] = forms.ChoiceField(
                label=f"{one.name}（{one.code}）", choices=goals, initial=STAYS, required=False
            )
        self.fields["ends"] = forms.BooleanField(
            label=_("原校撤销"), required=False, help_text=_("所有班级都要分到新校；其余的由新校 1 承接。")
        )

    def order(self) -> orders.Order:
        typed = self.cleaned_data
        shared = {name: getattr(self.org, name) for name in ("division_code", "urban_rural", "area", "organizer")}
        parts = [
            {
                "name": typed[f"name{number}"],
                "code": typed[f"code{number}"],
                "facts": {**shared, "school_type": typed[f"type{number}"] or self.org.school_type},
                "class_ids": [one.pk for one in self.classes if typed[f"class{one.pk}"] == str(number)],
            }
            for number in self.PARTS
            if typed[f"name{number}"]
        ]
        return orders.Split(org_id=self.org.pk, parts=parts, continues=not typed["ends"])


class CloseOrg(OrderForm):
    """撤销."""

    def prepare(self) -> None:
        self.fields["on"].help_text = _("从这一天起不再存在；将来的日期到期自动生效。")

    def order(self) -> orders.Order:
        return orders.Close(org_id=self.org.pk)


# What can be ordered for an org of each level, in the order of the menu: address word, label, form.
FORMS: dict[str, tuple[Any, type[OrderForm]]] = {
    "open": (_("新设下级机构"), OpenOrg),
    "rename": (_("更名"), RenameOrg),
    "alter": (_("变更办学信息"), AlterOrg),
    "move": (_("划转"), MoveOrg),
    "merge": (_("合并"), MergeOrg),
    "split": (_("分立"), SplitOrg),
    "close": (_("撤销"), CloseOrg),
    "correct": (_("更正登记错误"), CorrectOrg),
}


def kinds_for(org: Org, actor: Actor) -> list[tuple[str, Any]]:
    """Return what the actor may order for an org: (address word, label) pairs."""
    decides = queries.may_change(actor, org, change_orgs)
    if org.is_closed:
        return [("correct", FORMS["correct"][0])] if decides else []
    kinds = []
    if OpenOrg.levels(org) and actor.may_at(change_orgs, org.path):
        kinds.append(("open", _("新设校区") if org.level == Level.SCHOOL else FORMS["open"][0]))
    if decides:
        without = {"open"} | ({"split"} if org.level != Level.SCHOOL else set())
        without |= {"move", "merge"} if org.parent_id is None else set()
        kinds += [(kind, label) for kind, (label, _form) in FORMS.items() if kind not in without]
    return kinds
