"""Which orgs an order names, and where it is decided."""

from typing import Any

from shuren.kernel.paths import common_path, parent_of
from shuren.spine.orgs.actions import checks
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import Change, Org
from shuren.spine.orgs.rules.orders import Alter, Close, Correct, Merge, Move, Open, Order, Rename, Split


def deciding_place(order: Order) -> str:
    """Return the path of the node whose officials decide: the lowest that is above every org concerned.

    An org never decides on itself: a county's name is the city's business.
    """
    match order:
        case Open():
            return checks.named(order.parent_id).path if order.parent_id is not None else ""
        case Move():
            orgs = checks.all_named(order.org_ids)
            return common_path([*(parent_of(org.path) for org in orgs), checks.named(order.parent_id).path])
        case Merge():
            ids = [*order.source_ids, *([order.target_id] if order.target_id is not None else [])]
            if not order.source_ids:
                raise no.NothingNamed(field="source_ids")
            places = [parent_of(checks.named(org_id).path) for org_id in ids]
            above = (order.new or {}).get("parent_id")
            return common_path([*places, *([checks.named(above).path] if above is not None else [])])
        case Rename() | Alter() | Correct() | Split() | Close():
            return parent_of(checks.named(order.org_id).path)
    raise NotImplementedError(type(order).__name__)


def concerned(order: Order) -> list[int]:
    """Return the ids of the orgs that an order names, those it is about first."""
    match order:
        case Open():
            return [order.parent_id] if order.parent_id is not None else []
        case Move():
            return [*order.org_ids, order.parent_id]
        case Merge():
            return [*order.source_ids, *([order.target_id] if order.target_id is not None else [])]
        case Rename() | Alter() | Correct() | Split() | Close():
            return [order.org_id]
    raise NotImplementedError(type(order).__name__)


def names_in(order: Order) -> dict[str, str]:
    """Return the names that a change's title tells: `what` it is about, and what it comes `into`."""
    match order:
        case Open():
            return {"what": order.name.strip(), "into": _name(order.parent_id)}
        case Rename():
            return {"what": _name(order.org_id), "into": order.name.strip()}
        case Move():
            return {"what": _names(order.org_ids), "into": _name(order.parent_id)}
        case Merge():
            into = _name(order.target_id) if order.target_id is not None else str((order.new or {}).get("name", ""))
            return {"what": _names(order.source_ids), "into": into}
        case Split():
            parts = "、".join(str(part.get("name", "")) for part in order.parts)
            return {"what": _name(order.org_id), "into": parts}
        case Alter() | Correct() | Close():
            return {"what": _name(order.org_id)}
    raise NotImplementedError(type(order).__name__)


def title_of(order: Order) -> str:
    """Return in a clause what an order does."""
    return Change(kind=order.kind, names=names_in(order)).title


def principals(change: Change) -> list[int]:
    """Return the ids of the orgs whose own facts a change touched, those that only moved with one above left out."""
    touched = change.effects.exclude(did="moved").order_by("id").values_list("org_id", flat=True)
    return list(dict.fromkeys(touched)) or list(change.concerns)


def _name(org_id: int | None) -> str:
    return checks.named(org_id).name if org_id is not None else ""


def _names(org_ids: list[int]) -> str:
    names: Any = dict(Org.objects.within("").filter(pk__in=org_ids).values_list("pk", "name"))
    return "、".join(names[org_id] for org_id in org_ids if org_id in names)
