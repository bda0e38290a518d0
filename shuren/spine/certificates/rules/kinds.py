"""What a certificate is about, declared by the module that knows.

LEAVING = KINDS.add(
    Kind(
        "registry.transfer", gettext_noop("转学证明"), "ZX", basis="教基〔2014〕8号",
        wording=Wording("转学证明", "兹证明{姓名}于{离校日期}转出我校。", ""),
        examples={"姓名": "张三", "离校日期": "2026年11月22日"},
        unit_path=school_of, facts=facts_of_a_transfer, offers=transfers_of,
    )
)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shuren.kernel.registry import Registry
from shuren.kernel.sensitive.sealing import Sealed


@dataclass(frozen=True)
class Wording:
    """The text of a certificate: lines of the body are paragraphs; `{姓名}` stands for a fact of that name."""

    title: str
    body: str
    footnote: str = ""


@dataclass(frozen=True)
class Facts:
    """What one certificate says: the unit that issues it, whom it is about, and what the wording's braces stand for.

    A sealed value is printed whole on what is issued, and masked everywhere else. `rows` is a table below the body,
    its first row the heads. `case_number` names the case that led to it, where one did.
    """

    unit_id: int
    holder_id: int
    holder: str
    values: Mapping[str, str | Sealed]
    rows: tuple[tuple[str, ...], ...] = ()
    case_number: str = ""


@dataclass(frozen=True)
class Offer:
    """Something a certificate can be issued about; `unit_path` is the node of the unit that would."""

    subject_id: int
    unit_path: str
    hint: str


@dataclass(frozen=True)
class Kind:
    """A kind of certificate. `label` is Chinese and translated where it is shown, `prefix` begins its numbers.

    `unit_path(subject_id)` tells who would issue it, before anything else is told; `facts(subject_id)` gathers what it
    says or raises a Refused; `offers(person_id)` names what there is to certify.
    `is_once`: of one subject only one may be valid at a time. `examples` name every fact, for previews of a wording.
    """

    code: str
    label: str
    prefix: str
    basis: str
    wording: Wording
    examples: Mapping[str, str]
    unit_path: Callable[[int], str]
    facts: Callable[[int], Facts]
    offers: Callable[[int], Iterable[Offer]]
    example_rows: tuple[tuple[str, ...], ...] = ()
    is_once: bool = False


KINDS: Registry[Kind] = Registry("certificate kinds", key=lambda item: item.code)
