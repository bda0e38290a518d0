"""Where cases stand."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from shuren.kernel.access import Permission, permissions_of, require
from shuren.kernel.actors import Actor
from shuren.kernel.cases import facts
from shuren.kernel.cases.adjustments import shaped
from shuren.kernel.cases.declare import CASE_TYPES, Application, CaseType, versions
from shuren.kernel.cases.models import Case, Entry, Party, Stay
from shuren.kernel.cases.route import Route
from shuren.kernel.cases.state import State, fold
from shuren.kernel.refusals import NotFoundHere


def type_of(case: Case) -> type[CaseType]:
    """Return the declaration of a case: its version, or, once that is gone, the next one, which shows what has ended.

    Raises KeyError where a case runs under a version that is gone.
    """
    kept = f"{case.type}/{case.version}"
    if kept not in CASE_TYPES and case.outcome:
        return next(kind for kind in versions(case.type) if kind.version > case.version)
    return CASE_TYPES[kept]


def application_of(case: Case) -> Application:
    """Return what the type of a case decides by."""
    return Application(case.form, case.org_path, case.applicant_key)


def route_of(case: Case) -> Route:
    """Return the way a case goes: its type's, as bureaus had set it when it was opened."""
    kind = type_of(case)
    return _route(f"{kind.code}/{kind.version}", tuple(case.switched_off), json.dumps(case.adjusted, sort_keys=True))


@lru_cache(maxsize=1000)
def _route(kind: str, switched_off: tuple[str, ...], adjusted: str) -> Route:
    route = shaped(CASE_TYPES[kind].route, switched_off, json.loads(adjusted))
    if route is None:
        raise ValueError(f"A case of {kind} has no step left without {switched_off}.")
    return route


def log_of(case: Case) -> list[Entry]:
    """Return the entries of a case's log, oldest first."""
    return list(Entry.objects.filter(case=case).order_by("number"))


def added_up(log: Iterable[list[Any]]) -> State:
    """Return the state that the facts of a log's entries add up to."""
    return fold(State(), (facts.from_json(fact) for entry in log for fact in entry))


def state_of(case: Case) -> State:
    """Add up a case's log."""
    return added_up(Entry.objects.filter(case=case).order_by("number").values_list("facts", flat=True))


def visible_to(actor: Actor, needed: Permission) -> "QuerySet[Case]":
    """Return the cases in which an org at or below the actor's node has been asked, or that the actor has lodged.

    Cases of types that the actor does not handle are left out.
    """
    asked = Party.objects.visible_to(actor, needed).filter(case=OuterRef("pk"))
    found: QuerySet[Case] = Case.objects.within("").filter(Exists(asked)).exclude(type__in=hidden_from(actor, needed))
    lent = lent_to(actor, needed)
    return found.exclude(Q(type__in=lent) & Exists(_own_of(actor, "pk"))) if lent else found


def hidden_from(actor: Actor, needed: Permission) -> list[str]:
    """Return the codes of the types of cases that an actor does not see: neither their own to handle, nor lent."""
    return sorted(set(_foreign(actor)) - set(lent_to(actor, needed)))


def lent_to(actor: Actor, needed: Permission) -> list[str]:
    """Return the codes of the types that an actor sees only for those they stand in for.

    What these do not see by `needed` themselves is not lent.
    """
    absent = [permissions_of(one.role) for one in actor.stands_in_for]
    handled = {code for held in absent if needed.code in held for code in held}
    return sorted({code for code, needs in _foreign(actor).items() if needs in handled})


def _foreign(actor: Actor) -> dict[str, str]:
    """Return the types that an actor does not handle, with the permission that it would take."""
    return {kind.code: kind.handled.code for kind in CASE_TYPES if kind.handled and not actor.may(kind.handled)}


def _own_of(actor: Actor, case: str) -> "QuerySet[Entry]":
    """Return the first entries of cases that are an actor's own affair, and therefore never seen by standing in."""
    mine = [["Opened", {"barred": [actor.id]}]]
    return Entry.objects.filter(case=OuterRef(case), number=1, facts__contains=mine)


def stays_visible_to(actor: Actor, needed: Permission) -> "QuerySet[Stay]":
    """Return the stays of cases at steps that the actor's node and those below have, or had, to do."""
    found: QuerySet[Stay] = Stay.objects.visible_to(actor, needed).exclude(type__in=hidden_from(actor, needed))
    return found


def case_for(actor: Actor, needed: Permission, case_id: int) -> Case:
    """Return one case that the actor may see, with its stays. Raises NotFoundHere for any other."""
    require(actor, needed)
    stays = Prefetch("stays", queryset=Stay.objects.within("").order_by("visit"))
    case = visible_to(actor, needed).prefetch_related(stays).filter(pk=case_id).first()
    if case is None or (case.type in lent_to(actor, needed) and actor.id in type_of(case).barred(application_of(case))):
        raise NotFoundHere
    return case
