"""What cases about a school's own pupils have in common: the school applies and checks, the authority decides.

《中小学生学籍管理办法》（教基〔2025〕1号）第三条、第五条: schools carry it out, the responsible authority approves.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, Seat, Who
from shuren.kernel.cases.route import Route, Sequence, Step, When
from shuren.kernel.cases.sight import at
from shuren.kernel.messages import Message
from shuren.kernel.refusals import Hindered
from shuren.kernel.words import Words
from shuren.modules.registry import permissions
from shuren.modules.registry.cases import classes
from shuren.modules.registry.rules.pupils import Class, Pupil
from shuren.spine.orgs import api as orgs
from shuren.spine.people import api as people

PARTY_DAYS = 10  # working days each party has, 教基一司函〔2016〕48号
BASIS = "教基一司函〔2016〕48号"
LAW = "《中小学生学籍管理办法》（教基〔2025〕1号）"
DAY = {"type": "date"}
MOVING, LEAVE = gettext_noop("转学与建籍"), gettext_noop("休学与复学")
CHANGES, LEAVING = gettext_noop("信息与年级变更"), gettext_noop("离校与注销")
CHECKS = gettext_noop("学籍核查")
SIGNERS = at("apply", "school", "authority")  # who sees what of a pupil's own affairs: those asked
HEARD = at("apply", "homeroom", "school", "authority")  # where the head of the class has a word, too


class NotAllowed(Hindered):
    """不能办理：{reasons}"""


def authority(place: str) -> Who:
    """Who is responsible for the school named in the form under `place`."""

    def seats(application: Application) -> Iterable[Seat]:
        school = orgs.node(application.form[place])
        city = school.authority_level in {"city", "province"}
        return [Seat("city_official" if city else "county_official", school.authority_path)]

    return seats


def city(place: str) -> Who:
    """Who watches over the authority of the school named in the form under `place`."""

    def seats(application: Application) -> Iterable[Seat]:
        above = orgs.node(application.form[place]).city_path
        return [Seat("city_official", above)] if above else []

    return seats


def school(role: str, place: str) -> Who:
    return lambda application: [Seat(role, orgs.node(application.form[place]).path)]


def refuse(found: Iterable[Message]) -> None:
    """Raise NotAllowed where there are reasons."""
    reasons = list(found)
    if reasons:
        raise NotAllowed(reasons)


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput(attrs=DAY))


class OwnPupilForm(CaseForm):
    """Names one of the school's own pupils; a subclass tells in `told` what else the case is decided by."""

    pupil = forms.CharField(label=_("学生姓名或学号"), max_length=36, help_text=_("本校在籍学生的姓名或学号"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.school = orgs.own_node(actor)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        found = self._pupil(typed["pupil"])
        about = {
            "enrolment": found.enrolment_id, "person": found.person_id, "name": found.name,
            "school": found.school_id, "school_name": found.school_name,
            "class_name": found.class_name, "school_no": found.school_no, "grade": [found.stage, found.grade],
            "homeroom": people.homeroom_account(found.enrolment_id),
        }  # fmt: skip
        return about | self.told(found, typed)

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def _pupil(self, text: str) -> people.Pupil:
        found = people.pupils_at(self.school.pk, text)
        if not found:
            raise forms.ValidationError({"pupil": _("本校没有这名在籍学生。请核对姓名或学号；已经离校的不能办理。")})
        if len(found) > 1:
            same = gettext("、").join(f"{pupil.class_name} {pupil.school_no}" for pupil in found)
            raise forms.ValidationError({"pupil": _("有多名学生符合，请改填学号：%(same)s。") % {"same": same}})
        return found[0]


class ClassForm(OwnPupilForm):
    """Names the class a pupil is put into; the class gives the grade."""

    to_class = forms.ChoiceField(label=_("拟编入班级"), help_text=_("班级决定年级"), widget=classes.ClassSelect)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        classes.offer(self.fields["to_class"], self.school.pk, blank=("", _("请选择")), with_full=True)

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        del pupil
        return {"to_class": int(typed["to_class"]), "to_name": people.group(int(typed["to_class"])).name}


def own_route(*, batch: bool = False, homeroom: bool = False) -> Route:
    """Return school, principal, authority; `batch`: the authority may approve many at once.

    With `homeroom` whoever heads the class is heard first, where that is a known account.
    """
    step = Step("homeroom", gettext_noop("班主任意见"), "homeroom", days=3, optional=True)
    return Sequence(
        (
            Step("apply", gettext_noop("学校申请"), "registrar", applies=True),
            *([When("homeroom_known", step)] if homeroom else []),
            Step("school", gettext_noop("学校审核"), "principal", days=PARTY_DAYS, basis=BASIS, accepts=True),
            Step("authority", gettext_noop("主管部门核准"), "authority", days=PARTY_DAYS, basis=BASIS, batch=batch),
        )
    )


class OfOwnPupil:
    """Mixed into a CaseType: route, seats and names of a case about one of the school's pupils."""

    apply = permissions.apply_events
    named_by: ClassVar[str] = "pupil"
    handled: ClassVar[Permission | None] = permissions.handle_cases
    route: ClassVar[Route] = own_route()
    superiors: ClassVar[tuple[str, ...]] = ("authority", "city")
    conditions: ClassVar[Mapping[str, Callable[[Application], bool]]] = {
        "homeroom_known": lambda application: bool(application.form.get("homeroom")),
    }
    who: ClassVar[Mapping[str, Who]] = {
        "homeroom": lambda application: [Seat(account=application.form["homeroom"])],
        "registrar": school("registrar", "school"),
        "principal": school("principal", "school"),
        "authority": authority("school"),
        "city": city("school"),
    }

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['name']} · {form['school_name']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"enrolment:{form['enrolment']}"

    @classmethod
    def barred(cls, application: Application) -> frozenset[str]:
        return people.accounts_close_to(application.form["person"])

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        form, pupil = application.form, people.pupil(application.form["enrolment"])
        refuse([*before_entry(pupil, form.get("on")), *cls.obstacles(form, pupil)])

    @classmethod
    def hindered(cls, pupil: people.Pupil) -> list[Message]:
        """Return why it cannot be applied for now, whatever is filled in."""
        del pupil
        return []

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        """Return why it cannot be done, as things are now."""
        raise NotImplementedError


def before_entry(pupil: people.Pupil, on: str | None) -> list[Message]:
    """Return that the day of an event lies before the pupil came, where the form names one."""
    if on is None or day(on) >= pupil.entered_on:
        return []
    return [Message("日期不能早于入校日期 {entered}。", {"entered": pupil.entered_on.isoformat()}, about="on")]


def ruled(pupil: people.Pupil) -> Pupil:
    """Return what the rules look at."""
    return Pupil(pupil.status, pupil.stage, pupil.entry_year, pupil.grade, pupil.grades)


def class_of(form: Mapping[str, Any]) -> Class:
    """Return the class that a form names."""
    group = people.group(form["to_class"])
    return Class(group.stage, group.entry_year)


def about(form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
    """Return who a case is about, for its page."""
    return [
        (_("学生姓名"), form["name"]),
        (_("学校"), form["school_name"]),
        (_("所在班级"), form["class_name"] or "—"),
        (_("学号"), form["school_no"]),
    ]


def day(text: str) -> date:
    return date.fromisoformat(text)
