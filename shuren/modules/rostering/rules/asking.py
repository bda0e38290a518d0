"""What a request asks for: paging, order, filter and selection (REST/JSON Binding, sections 3.3 to 3.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shuren.modules.rostering.rules.binding import Resource
from shuren.modules.rostering.rules.filtering import Condition, NotAFilter, read

USUAL: Final = 100
MOST: Final = 5000  # rows of one answer; who asks for more gets this many and the address of the next
LARGEST: Final = 10**9
PARAMETERS: Final = ("limit", "offset", "sort", "orderBy", "filter", "fields")


class NotUnderstood(ValueError):  # noqa: N818  an answer of the protocol
    """A request that cannot be answered: `code` is from the vocabulary of the binding, section 5.3."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of a collection: which rows, in which order, with which fields (all, where none is named)."""

    limit: int = USUAL
    offset: int = 0
    sort: str = ""
    descending: bool = False
    condition: Condition | None = None
    fields: tuple[str, ...] = ()


def asked(given: Mapping[str, list[str]], resource: Resource) -> Asked:
    """Read the parameters of a collection. Raises NotUnderstood; parameters of others are left alone."""
    told = _once(given)
    order = told.get("orderBy", "asc")
    if order not in {"asc", "desc"}:
        raise NotUnderstood("invaliddata", "orderBy is asc or desc.")
    return Asked(
        min(_number(told, "limit", USUAL, least=1), MOST),
        _number(told, "offset", 0, least=0),
        told.get("sort", ""),
        order == "desc",
        condition(told["filter"]) if "filter" in told else None,
        fields(told, resource),
    )


def fields_of(given: Mapping[str, list[str]], resource: Resource) -> tuple[str, ...]:
    """Read which fields of a single object are asked for. Raises NotUnderstood."""
    return fields(_once(given), resource)


def condition(text: str) -> Condition:
    """Read a filter. Raises NotUnderstood."""
    try:
        return read(text)
    except NotAFilter as fault:
        raise NotUnderstood("invalid_filter_field", str(fault)) from fault


def fields(told: Mapping[str, str], resource: Resource) -> tuple[str, ...]:
    """Return the fields that are asked for, each once; none where all are."""
    if "fields" not in told:
        return ()
    names = tuple(dict.fromkeys(name.strip() for name in told["fields"].split(",")))
    unknown = [name for name in names if name not in resource.fields]
    if unknown:
        raise NotUnderstood("invalid_selection_field", f"There is no field {unknown[0][:60]!r} here.")
    return names


def _once(given: Mapping[str, list[str]]) -> dict[str, str]:
    for name in PARAMETERS:
        if len(given.get(name, ())) > 1 and name != "fields":
            raise NotUnderstood("invaliddata", f"{name} is given more than once.")
    told = {name: ",".join(given[name]) for name in PARAMETERS if given.get(name)}
    if any("\0" in value for value in told.values()):
        raise NotUnderstood("invaliddata", "A parameter has a character that is not allowed.")
    return told


def _number(told: Mapping[str, str], name: str, usual: int, *, least: int) -> int:
    text = told.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and least <= int(text[:12]) <= LARGEST):
        raise NotUnderstood("invaliddata", f"{name} is a whole number from {least} on.")
    return int(text)
