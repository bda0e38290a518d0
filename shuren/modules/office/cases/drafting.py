"""What is filled in for a paper, and how it is checked against the rules on papers.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第八条至第十七条.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import CaseForm, StepForm
from shuren.kernel.words import Words
from shuren.modules.office.cases import parts
from shuren.modules.office.queries import papers, received, units
from shuren.modules.office.rules import kinds
from shuren.modules.office.rules.groups import Addressed

SECRECY = (("", _("不涉密")), ("秘密", _("秘密")), ("机密", _("机密")), ("绝密", _("绝密")))
URGENCY = (("", _("普通")), ("加急", _("加急")), ("特急", _("特急")))
SUPERIOR = "superior"
LONGEST = 2_000  # characters of the names of those addressed
TOO_MANY = _("机构太多，印不进公文。请改用成组的主送机关，或签发后补发。")
FAULTS = {
    "title": _("标题由发文机关名称、事由和文种组成，应当以“{kind}”结尾（中办发〔2012〕14号第九条第七项）。"),
    "way": _("“{kind}”不用于向上级机关行文，请改用请示、报告或意见（中办发〔2012〕14号第八条）。"),
    "unasked": _("批复用于答复下级机关的请示，请选择所答复的来文（中办发〔2012〕14号第八条）。"),
    "asker": _("答复来文的，只主送来文机关；其他机关需要知道的用抄送。"),
    "one": _("{kind}只主送一个上级机关，其他机关需要知道的用抄送（中办发〔2012〕14号第十五条第一项）。"),
    "above": _(
        "{kind}报送上级机关，所填主送机关不是本单位的上级。与不相隶属机关商洽请用函（中办发〔2012〕14号第八条）。"
    ),
    "between": _("一般不得越级行文；特殊情况越级的，应当同时抄送被越过的机关（中办发〔2012〕14号第十四条）。"),
    "below": _("{kind}不抄送下级机关（中办发〔2012〕14号第十五条第一项）。"),
    "matters": _("请示应当一文一事。有几个请示事项的，请分别行文（中办发〔2012〕14号第十五条第四项）。"),
    "request": _("报告不得夹带请示事项，文中有“{words}”。需要批复的请另写请示（中办发〔2012〕14号第十五条第四项）。"),
}


class OutgoingForm(parts.Unclassified, CaseForm):
    kind = forms.ChoiceField(
        label=_("文种"), initial=kinds.USUAL, help_text=_("请示、报告报送上级；批复、复函须选择所答复的来文。")
    )
    title = forms.CharField(
        label=_("标题"), max_length=100, help_text=_("发文机关、事由和文种齐全，例如：××市教育局关于做好××工作的通知")
    )
    answers = forms.ChoiceField(label=_("答复来文"), required=False)
    replaces = forms.ChoiceField(
        label=_("更正本单位已发的公文"), required=False, help_text=_("本文签发后，原文标为已更正，并告知收文单位。")
    )
    groups = forms.MultipleChoiceField(label=_("主送机关（成组）"), required=False, widget=forms.CheckboxSelectMultiple)
    units = parts.text_field(_("主送机关（单个）"), _("每行一个，写机构名称或标识码。"), rows=3, required=False)
    body = parts.body_field()
    footnote = forms.CharField(
        label=_("附注"), max_length=60, required=False, help_text=_("例如：此件公开发布；不加括号。")
    )
    copies = parts.text_field(_("抄送机关"), _("每行一个平台上的机构，签发后收到此文。"), rows=2, required=False)
    copied_outside = forms.CharField(
        label=_("其他抄送机关"), max_length=200, required=False, help_text=_("不在平台上的机关，只印在版记中。")
    )
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=URGENCY, required=False)
    secrecy = forms.ChoiceField(label=_("密级"), choices=SECRECY, required=False)
    countersigners = forms.MultipleChoiceField(
        label=_("会签单位"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("所选单位都同意后送签发；有不同意见的，各单位都表态后退回修改。"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.unit = parts.own_sender(self)
        self.above = units.above(self.unit)
        words = [kind.word for kind in kinds.ALL] if self.unit.is_authority else list(kinds.OF_SCHOOLS)
        self._offer("kind", [(word, word) for word in words])
        groups: list[tuple[str, Words]] = [(group.code, group.label) for group in units.offered(self.unit)]
        if self.above:
            superior = format_lazy("{label}（{name}）", label=_("上级主管部门"), name=self.above[0][1])
            groups.insert(0, (SUPERIOR, superior))
        self._offer("groups", groups)
        self._offer("countersigners", units.countersigners(self.unit))
        asked = received.to_answer(actor, standing=bool(self.prefix))
        self._offer("answers", [("", _("不是答复")), *asked] if asked else [])
        sent = papers.in_force(self.unit)
        self._offer("replaces", [("", _("不是更正")), *sent] if sent else [])

    def _offer(self, name: str, choices: Sequence[tuple[str, Words]]) -> None:
        """Let one choose, or leave a field out that has nothing to choose from."""
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def clean_secrecy(self) -> str:
        if self.cleaned_data["secrecy"]:
            raise forms.ValidationError(parts.SECRET)
        return ""

    def clean_title(self) -> str:
        return parts.no_secrets(self.cleaned_data["title"])

    def clean_body(self) -> str:
        return parts.no_secrets(self.cleaned_data["body"])

    def clean_units(self) -> list[tuple[int, str]]:
        return _named(self.cleaned_data["units"])

    def clean_copies(self) -> list[tuple[int, str]]:
        return _named(self.cleaned_data["copies"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        named = list(typed["units"])
        groups = [code for code in typed.get("groups", ()) if code != SUPERIOR]
        if SUPERIOR in typed.get("groups", ()):
            named = list(dict.fromkeys([self.above[0][:2], *named]))
        to = Addressed(tuple(groups), tuple(named))
        if not to.written:
            at = "groups" if "groups" in self.fields else "units"
            raise forms.ValidationError({at: _("请选择主送机关，或在下面逐个填写。")})
        asked = received.delivery_for(self.actor, int(typed["answers"])) if typed.get("answers") else None
        self._check(typed, groups, named, asked.paper.org_path if asked else "")
        if self.errors:
            return typed
        for name, written in (("units", to.written), ("copies", _copied(typed))):
            if len(written) > LONGEST:
                self.add_error(name, TOO_MANY)
        if self.errors:
            return typed
        chosen = dict(units.countersigners(self.unit))
        told = {name: typed[name] for name in ("kind", "title", "body", "footnote", "copies", "urgency")}
        return told | {
            "org": self.unit.pk,
            "level": self.unit.level,
            "groups": groups,
            "units": named,
            "addressed": to.written,
            "copied": _copied(typed),
            "countersigners": [[int(pk), chosen[pk]] for pk in typed.get("countersigners", ())],
            "answers": asked.pk if asked else None,
            "answers_title": str(asked.paper) if asked else "",
            "replaces": int(typed["replaces"]) if typed.get("replaces") else None,
            "replaces_title": self._label("replaces", typed.get("replaces")),
        }

    def _label(self, name: str, value: str | None) -> str:
        return str(dict(self.fields[name].choices)[value]) if value else ""  # type: ignore[attr-defined]

    def _check(self, typed: dict[str, Any], groups: list[str], named: list[tuple[int, str]], asker: str) -> None:
        """Tell at their fields what goes against the rules on papers."""
        draft = kinds.Routed(
            kind=kinds.KINDS[typed["kind"]], sender=self.unit.path, title=typed["title"], body=typed["body"],
            main=units.paths_of([pk for pk, _name in named]), groups=groups,
            copies=units.paths_of([pk for pk, _name in typed["copies"]]),
            above=[path for _pk, _name, path in self.above], asker=asker,
        )  # fmt: skip
        _tell(self, draft.kind, kinds.faults(draft))


def _tell(form: forms.Form, kind: kinds.Kind, found: Iterable[kinds.Fault]) -> None:
    for fault in found:
        told = str(FAULTS[fault.code]).format(kind=kind.word, words=fault.words)
        form.add_error(fault.field if fault.field in form.fields else None, told)


def as_typed(form: OutgoingForm) -> dict[str, Any]:
    """Return what of a form is needed to set it, as far as it is filled in, right or wrong."""
    form.is_valid()
    told = form.cleaned_data
    kept = {
        name: told.get(name) or form[name].value() or "" for name in ("kind", "title", "body", "footnote", "urgency")
    }
    kept["kind"] = kept["kind"] if kept["kind"] in kinds.KINDS else kinds.USUAL
    names = [name for _pk, name in told.get("units") or ()]
    to = told.get("addressed") or "，".join(names) or "××××"
    return kept | {"addressed": to, "copied": told.get("copied", ""), "org": form.unit.pk}


def _copied(typed: dict[str, Any]) -> str:
    """Return who gets a copy as the paper names them."""
    copied = [*(name for _pk, name in typed["copies"]), typed["copied_outside"].rstrip("。")]
    return "，".join(filter(None, copied))


def _named(text: str) -> list[tuple[int, str]]:
    found, wrong = units.named(text)
    if wrong:
        raise forms.ValidationError(
            _("没有找到，或有多个同名：%(names)s。请写全称或标识码。") % {"names": gettext("、").join(wrong)}
        )
    return found


class CheckForm(parts.Unclassified, StepForm):
    """The office corrects the text while it checks it."""

    title = forms.CharField(label=_("标题"), max_length=100)
    body = parts.body_field()

    def clean_title(self) -> str:
        return parts.no_secrets(self.cleaned_data["title"])

    def clean_body(self) -> str:
        return parts.no_secrets(self.cleaned_data["body"])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not self.errors:
            kind = kinds.KINDS[self.application.form.get("kind", kinds.USUAL)]
            _tell(self, kind, kinds.faults_of_text(kind, typed["title"], typed["body"]))
        return typed
