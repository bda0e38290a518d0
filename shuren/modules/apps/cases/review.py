"""应用接入审核: an officer decides on each data item, the security administrator signs for the sensitive ones.

《关于引导规范教育移动互联网应用有序健康发展的意见》（教技函〔2019〕55号）: who selects an app answers for it.
教技厅〔2019〕3号: filings of providers. 个人信息保护法第六条: the least that serves the purpose; 第五十五条.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Moved, Seat, StepForm, Who, applicant
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import Route, Sequence, Step, When
from shuren.kernel.cases.state import Outcome, State
from shuren.kernel.cases.wording import Wording
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.modules.apps import permissions as can
from shuren.modules.apps.actions import apps as actions
from shuren.modules.apps.cases.description import Description, needs_assessment
from shuren.modules.apps.models import App
from shuren.modules.apps.queries import apps as queries
from shuren.modules.apps.queries import words
from shuren.modules.apps.rules import terms
from shuren.modules.apps.rules.items import ITEMS
from shuren.modules.apps.workflows import AppState, VendorState
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org

BASIS = "教技函〔2019〕55号"
FILING = "教技厅〔2019〕3号"
LAW = "《中华人民共和国个人信息保护法》第五十五条"
KEEPER = system_actor("apps.review", "应用接入审核", can.review_apps)
ALLOW, REFUSE = "allow", "refuse"
STOPPED = frozenset({AppState.SUSPENDED})


class NotToReview(Refused):
    """应用已被暂停，须由暂停它的部门先恢复或终止，才能再提交审核。"""


class ReviewForm(CaseForm):
    """Which app; what is said of it is taken over as it stands on its own page."""

    app = forms.ChoiceField(label=_("应用"), help_text=_("应用的说明在“我的应用”里填写；提交时按当时的内容送审。"))
    promise = forms.BooleanField(
        label=_("承诺：说明属实；取得的数据只用于所写的用途，不转让、不用于广告和画像，停用后 15 日内删除。")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.own = {str(app.pk): app for app in queries.own_apps(actor)}
        choices = [("", _("请选择")), *((pk, app.name) for pk, app in self.own.items())]
        self.fields["app"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        app: App = self.own[typed["app"]]
        described = Description(app.described)
        if not described.is_valid():
            lacking = gettext("、").join(
                dict.fromkeys(str(described.fields[name].label) for name in described.errors if name != "__all__")
            )
            told = {"name": app.name, "lacking": lacking}
            raise forms.ValidationError(
                {"app": _("“%(name)s”的说明还不能送审：%(lacking)s。请到“我的应用”改正，那里每一项都有提示。") % told}
            )
        level = Org.objects.within("").values_list("level", flat=True).get(path=app.org_path)
        return {
            **described.snapshot(), "app": app.pk, "vendor": app.vendor.name, "credit_code": app.vendor.credit_code,
            "path": app.org_path, "level": level, "city_path": queries.city_above(app.org_path),
        }  # fmt: skip


class ItemsForm(StepForm):
    """Item by item: allowed, or refused with a reason; and until when."""

    lasts_until = forms.DateField(label=_("准予使用至"), widget=forms.DateInput())
    for _code in ITEMS:
        locals()[f"verdict_{_code}"] = forms.ChoiceField(required=True, widget=forms.RadioSelect)
        locals()[f"refused_{_code}"] = forms.CharField(label=_("不予的理由"), max_length=200, required=False)
    del _code

    def __init__(self, *args: Any, actor: Actor, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, application=application, **kwargs)
        form = application.form
        asked = {code: (why, basis) for code, why, basis in form["items"]}
        for code in ITEMS:
            if code not in asked:
                del self.fields[f"verdict_{code}"], self.fields[f"refused_{code}"]
                continue
            verdict = self.fields[f"verdict_{code}"]
            why, basis = asked[code]
            verdict.label = words.item_label(code)
            verdict.help_text = f"{why} · {words.basis_label(basis)}"
            verdict.choices = [(ALLOW, _("准予")), (REFUSE, _("不予"))]  # type: ignore[attr-defined]
            self.fields[f"refused_{code}"].label = _("不予“%(item)s”的理由") % {"item": words.item_label(code)}
        self.latest = terms.last_day(timezone.localdate(), date.fromisoformat(form["until"]), form["audiences"])
        self.fields["lasts_until"].initial = self.latest
        self.order_fields([*(name for name in self.fields if name != "lasts_until"), "lasts_until"])

    def clean_lasts_until(self) -> str:
        day: date = self.cleaned_data["lasts_until"]
        if not timezone.localdate() < day <= self.latest:
            raise forms.ValidationError(
                _("须晚于今天，最迟 %(day)s：涉及学生和家长的一年，其他的三年，且不超过申请的日期。"),
                params={"day": self.latest},
            )
        return day.isoformat()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        verdicts = {name: value for name, value in typed.items() if name.startswith("verdict_")}
        for name, verdict in verdicts.items():
            reason = name.replace("verdict_", "refused_")
            if verdict == REFUSE and not typed.get(reason, "").strip():
                self.add_error(reason, _("不予的须写明理由，提供者和学校都会看到。"))
        if verdicts and REFUSE in verdicts.values() and ALLOW not in verdicts.values():
            self.add_error(None, _("没有一项准予的，请作出不予接入的决定。"))
        return typed


def official(application: Application) -> Iterable[Seat]:
    return [Seat(identity.official_at(application.form["level"]), application.form["path"])]


def security(application: Application) -> Iterable[Seat]:
    return [Seat("security_admin", application.form["city_path"])]


def refused_in(form: Mapping[str, Any]) -> dict[str, str]:
    """Return the items refused so far, each with the reason."""
    return {
        code: form[f"refused_{code}"] for code, _why, _basis in form["items"] if form.get(f"verdict_{code}") == REFUSE
    }


def is_sensitive(application: Application) -> bool:
    """Say whether sensitive items are asked for that have not been refused."""
    return bool(set(actions.needs_countersignature(application.form)) - set(refused_in(application.form)))


def follow(actor: Actor, application: Application, before: State, after: State) -> None:
    """Let the app stand where its case does."""
    app_id = application.form["app"]
    if not before.visits:
        number = Case.objects.within("").get(subject=f"apps.app:{app_id}", outcome="").number
        actions.submitted(actor=actor, app_id=app_id, number=number)
    elif after.outcome and after.outcome != Outcome.GRANTED:
        actions.sent_back(actor=KEEPER, app_id=app_id)


class Review(CaseType):
    """应用接入审核."""

    code, label, prefix, order = "apps.review", gettext_noop("应用接入审核"), "YY", 90
    group = gettext_noop("应用接入")
    brief = gettext_noop("应用要取得学校、学生或教职工的数据的，先说明用途和依据，逐项审核；准予后由学校选用。")
    form = ReviewForm
    apply = can.own_apps
    handled = can.follow_reviews
    anew = True
    moved: ClassVar[Moved | None] = follow
    wording = Wording(outcomes={Outcome.GRANTED: gettext_noop("准予接入"), Outcome.REJECTED: gettext_noop("不予接入")})
    route: ClassVar[Route] = Sequence(
        (
            Step("apply", gettext_noop("提交应用"), "applicant", applies=True),
            Step("items", gettext_noop("逐项审核"), "official", days=10, basis=BASIS, accepts=True),
            When("sensitive", Step("security", gettext_noop("安全会签"), "security", days=5, basis=LAW, apart=True)),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"applicant": applicant, "official": official, "security": security}
    conditions: ClassVar = {
        "sensitive": is_sensitive,
        "assessed": lambda application: needs_assessment(application.form),
    }
    asks: ClassVar = {"items": ItemsForm}
    materials = (
        Material("filing", gettext_noop("教育App备案和等级保护备案证明"), basis=FILING),
        Material(
            "assessment", gettext_noop("个人信息保护影响评估报告"), basis=LAW, needed="assessed",
            hint=gettext_noop("有敏感数据，或面向十四周岁以下学生的"),
        ),
    )  # fmt: skip

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['name']} · {form['vendor']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"apps.app:{form['app']}"

    @classmethod
    def place(cls, application: Application) -> str:
        return str(application.form["path"])

    @classmethod
    def beginnings(cls, actor: Actor) -> list[tuple[str, Mapping[str, Any]]]:
        return [(app.name, {"app": app.pk}) for app in queries.own_apps(actor) if app.state not in STOPPED]

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        decided = [(_("准予使用至"), date.fromisoformat(form["lasts_until"]))] if form.get("lasts_until") else []
        return [
            (_("应用名称"), form["name"]),
            (_("提供者"), f"{form['vendor']}（{form['credit_code']}）"),
            (_("首页地址"), form["home"]),
            (_("用途"), form["purpose"]),
            (_("使用对象"), words.who_labels(form["audiences"])),
            (_("学段"), words.stage_labels(form["stages"])),
            (_("数据项"), "\n".join(item_told(form, *item) for item in form["items"])),
            (_("教育App备案号"), form["filing_no"]),
            (_("ICP 备案号"), form["icp_no"]),
            (_("等保备案证明编号"), form["mlps_no"]),
            (_("个人信息处理规则"), form["privacy"]),
            (_("个人信息保护联系方式"), form["contact"]),
            (_("申请使用至"), date.fromisoformat(form["until"])),
            *decided,
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del case_id
        return [(_("查看应用"), reverse("apps:app", args=(form["app"],)))]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        app = queries.app_of_case(application.form["app"])
        if app.vendor.state != VendorState.ADMITTED:
            raise actions.VendorStopped
        if app.state in STOPPED:
            raise NotToReview

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del number
        form = application.form
        actions.admit(
            actor=actor, app_id=form["app"], form=form, refused=refused_in(form),
            until=date.fromisoformat(form["lasts_until"]),
        )  # fmt: skip


def item_told(form: Mapping[str, Any], code: str, why: str, basis: str) -> str:
    """Return one data item as the page of a case tells it."""
    refused = refused_in(form)
    verdict = _("不予：%(why)s") % {"why": refused[code]} if code in refused else ""
    verdict = verdict or (gettext("准予") if form.get(f"verdict_{code}") == ALLOW else "")
    return " · ".join(filter(None, (words.item_label(code), why, words.basis_label(basis), str(verdict))))
