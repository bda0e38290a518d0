"""Case types, declared: one class says what is asked, who signs in which order, and what follows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, TypeAlias

from django import forms

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.route import Route, steps
from shuren.kernel.cases.sight import Lines, Seen, unseen_by_signers
from shuren.kernel.cases.state import State
from shuren.kernel.cases.wording import Wording
from shuren.kernel.refusals import Refused
from shuren.kernel.registry import Registry
from shuren.kernel.words import Words


@dataclass(frozen=True)
class Seat:
    """Who is asked: a role at a node, or, where `account` is set, one person alone."""

    role: str = ""
    path: str = ""
    account: str = ""


@dataclass(frozen=True)
class Application:
    """What a case type decides by: the form as it is now, and where and by whom the case was lodged."""

    form: Mapping[str, Any]
    org_path: str
    applicant: str


def applicant(application: Application) -> list[Seat]:
    """Who applied, whatever role."""
    return [Seat(account=application.applicant)]


@dataclass(frozen=True)
class Move:
    """How a running case goes over to the next version: its form there, and its steps by their new names.

    New steps behind which a case stands already are passed over, but for those named in `anyway`: they are walked, and
    what comes after them again.
    """

    form: Mapping[str, Any]
    renamed: Mapping[str, str] = field(default_factory=dict)
    anyway: frozenset[str] = frozenset()


class NotTakenOver(Refused):
    """新版本没有规定在办的办件如何转入，按原版本办结。"""


Who: TypeAlias = Callable[[Application], Iterable[Seat]]
Moved: TypeAlias = Callable[[Actor, Application, State, State], None]  # the state before a deed, and after it


class NotToBeKept(Refused):
    """填写的内容不能保存在本平台，草稿没有保存。"""


class _Typed(forms.Form):
    """What is typed on a page of cases, and kept as a draft on the way."""

    @classmethod
    def refuse_keeping(cls, entered: Mapping[str, Any]) -> None:
        """Raise NotToBeKept where what is typed must not even be stored as a draft."""


class CaseForm(_Typed):
    """What an applicant fills in; its cleaned values are what JSON can keep.

    What is typed into the fields named in `sealed` is not kept: numbers are typed again, not stored in clear.
    """

    sealed: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        _write_days(self)


class StepForm(_Typed):
    """What a signer fills in at a step; its cleaned values have the names of its fields and are what JSON can keep."""

    def __init__(self, *args: Any, actor: Actor, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.application = actor, application
        _write_days(self)


def _write_days(form: forms.Form) -> None:
    """Write days as browsers' own date fields read them, whatever the reader's language."""
    for each in form.fields.values():
        if isinstance(each.widget, forms.DateInput):
            each.widget.input_type, each.widget.format = "date", "%Y-%m-%d"


class CaseType:
    """Subclass with the attributes below; declaring it registers it.

    Labels of types and steps are Chinese and translated where they are shown. `who` names, for each word in a step's
    `by`, who that is for one application; `conditions` likewise for `When` and for materials needed only then. `prefix`
    begins the numbers of its cases; types are listed by `order`. `asks` names, by step, what its signer fills in,
    fields of the application itself included: nobody else can change it. `handled` is the permission without which
    cases of the type are not seen, `seen` limits who sees what in them: fields and materials to those asked at some
    steps. A field's line in `shown` then names it as a third part.
    `anew` has every step walked again after a return, for what had been signed was another text.
    `moved` is called in the transaction of every deed with what it made of the case; a Refused takes the deed back.
    `superiors` are words of `who`: those to whom a step can be escalated and who may reopen what was not granted.
    A case ends under the `version` it was opened with, or is taken over to the next by that one's `take_over`.
    """

    code: ClassVar[str]
    label: ClassVar[str]
    prefix: ClassVar[str]
    named_by: ClassVar[str] = ""  # the field that says whom or what a case is about
    order: ClassVar[int] = 100
    superiors: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    form: ClassVar[type[CaseForm]]
    route: ClassVar[Route]
    apply: ClassVar[Permission]
    who: ClassVar[Mapping[str, Who]]
    conditions: ClassVar[Mapping[str, Callable[[Application], bool]]] = {}
    materials: ClassVar[tuple[Material, ...]] = ()
    asks: ClassVar[Mapping[str, type[StepForm]]] = {}
    handled: ClassVar[Permission | None] = None
    seen: ClassVar[Mapping[str, Seen]] = {}
    anew: ClassVar[bool] = False
    moved: ClassVar[Moved | None] = None
    begins: ClassVar[str] = ""  # what opening a case is called where it is no application
    wording: ClassVar[Wording] = Wording()
    preview: ClassVar[str] = ""  # the name of an address to which a form is sent to see it as it would be printed
    group: ClassVar[str] = ""  # the heading under which it is offered; none where it is begun from elsewhere
    brief: ClassVar[str] = ""  # in a sentence, when one applies for it

    def __init_subclass__(cls) -> None:
        named = {step.by for step in steps(cls.route)} | set(cls.superiors)
        if unknown := sorted(named - set(cls.who)):
            raise TypeError(f"{cls.__name__}.who does not say who is meant by {', '.join(unknown)}.")
        if unknown := sorted(set(cls.asks) - {step.code for step in steps(cls.route)}):
            raise TypeError(f"{cls.__name__}.asks names no step of its route: {', '.join(unknown)}.")
        codes = [step.code for step in steps(cls.route)]
        if unknown := sorted({step.objection for step in steps(cls.route)} - {"", *codes}):
            raise TypeError(f"{cls.__name__}: an objection leads to no step of its route: {', '.join(unknown)}.")
        asked = {material.needed for material in cls.materials if isinstance(material.needed, str)}
        if unknown := sorted(asked - set(cls.conditions)):
            raise TypeError(f"{cls.__name__}.conditions lacks {', '.join(unknown)}, asked by its materials.")
        if blind := sorted(step.code for step in steps(cls.route) if step.batch and step.code in cls.asks):
            raise TypeError(
                f"{cls.__name__} asks something at {', '.join(blind)}, so cases are not signed in batches there."
            )
        if wrong := unseen_by_signers(cls):
            raise TypeError(f"{cls.__name__}.seen names nothing known, or hides from its signer: {', '.join(wrong)}.")
        CASE_TYPES.add(cls)

    @classmethod
    def asked_fields(cls) -> set[str]:
        """Return the names of what is filled in at steps, which a new version of the application leaves as it is."""
        return {name for form in cls.asks.values() for name in form.base_fields}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        """Return what lists show of a case: whom or what it is about."""
        raise NotImplementedError

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        """Return what only one running case at a time may be about; empty where several may."""
        raise NotImplementedError

    @classmethod
    def place(cls, application: Application) -> str:
        """Return the node at which a case is kept and audited: where its applicant stands, unless that is no node."""
        return application.org_path

    @classmethod
    def beginnings(cls, actor: Actor) -> list[tuple[str, Mapping[str, Any]]]:
        """Return about whom an actor may apply where that is known: names, and what is filled in for each."""
        del actor
        return []

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        """Return what a case's page shows of the form: labels and values, in order, with the names `seen` limits."""
        raise NotImplementedError

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        """Return what else a case's page leads to: labels and addresses."""
        del form, case_id
        return []

    @classmethod
    def links_for(cls, actor: Actor, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        """Return what a case's page leads one reader to: what only some may open is for a type to add."""
        del actor
        return cls.links(form, case_id)

    @classmethod
    def due_on(cls, application: Application, step: str) -> date | None:
        """Return the last day of a step where the application itself sets one; otherwise the step's days count."""
        del application, step
        return None

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        """Raise a Refused where this application cannot be made; asked again before it takes effect."""

    @classmethod
    def barred(cls, application: Application) -> frozenset[str]:
        """Return the accounts whose own case it is."""
        del application
        return frozenset()

    @classmethod
    def take_over(cls, form: Mapping[str, Any], state: State, today: date) -> Move:
        """Return how a case that runs under the version before goes on. Pure; a Refused says why it does not."""
        del form, state, today
        raise NotTakenOver

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        """Do what the last signature grants, in its transaction. A Refused takes that signature back."""


CASE_TYPES: Registry[type[CaseType]] = Registry("case types", key=lambda item: f"{item.code}/{item.version}")


def current() -> list[type[CaseType]]:
    """Return the newest version of every type, in their order."""
    found = [newest(code) for code in {item.code for item in CASE_TYPES}]
    return sorted(found, key=lambda item: (item.order, item.code))


def may_begin_something(actor: Actor) -> bool:
    """Say whether there is a type that an actor may apply for where everything is offered."""
    return any(kind.group and actor.may(kind.apply) for kind in CASE_TYPES)


def versions(code: str) -> list[type[CaseType]]:
    """Return what is declared of a type, oldest first."""
    return sorted((item for item in CASE_TYPES if item.code == code), key=lambda item: item.version)


def newest(code: str) -> type[CaseType]:
    """Return the version of a type under which cases are opened now. Raises ValueError."""
    return max(versions(code), key=lambda item: item.version)
