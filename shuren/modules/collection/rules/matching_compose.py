"""Figures that nobody declared: a question read as rows of a register, narrowed by its columns. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shuren.kernel.messages import Message
from shuren.modules.collection.rules.derivations import Derivation, How
from shuren.modules.collection.rules.dictionary import Asked, Match, Shape
from shuren.modules.collection.rules.kinds import Finding, Kind
from shuren.modules.collection.rules.matching_text import Text, dimension, factor, how_of
from shuren.modules.collection.rules.matching_words import CONTENT, LABEL, PER, SUM, WHAT, WHERE, Lexicon, Token

_ = str  # marks sentences for translation; they are translated where they are shown

IMPLIED = 0.8  # the question names no row, only what narrows it: 住校人数
OTHER_UNIT, OTHER_KIND, OTHER_TIME = 0.5, 0.5, 0.7
BASE = frozenset({"stage", "grade", "staff_kind", "school_type"})  # what a share is a share of
SHOWN_CODES = 4
ENDS = {How.SHARE: _("占比"), How.ANY: _("有无"), How.COUNT: _("数量"), How.MEAN: _("平均")}
DIVIDED_BY = _("除以")
COUNTED = _("“{label}”登记中{where}的，按单位计数。")
SUMMED = _("“{label}”登记中{where}的，按单位合计“{column}”。")
SHARED = _("“{label}”登记中{where}的占比。")
DIVIDED = _("“{label}”登记中{where}的，除以“{per}”数。")


@dataclass(frozen=True)
class Reading:
    """A question as a register understands it."""

    shape: Shape
    where: Mapping[str, tuple[str, ...]]
    column: str
    per: str
    explained: float
    unread: float
    names_row: bool
    both: bool


def compose(asked: Asked, text: Text, lexicon: Lexicon, shapes: Mapping[str, Shape]) -> list[Match]:
    """Return what the registers can compute of a question, best first."""
    lexicon = lexicon.ages(text.words)
    spans = lexicon.spans(text.words)
    here = {word for at in spans for word in at}
    found: list[Match] = []
    for table, shape in shapes.items():
        if here & lexicon.tables.get(table, frozenset()):
            reading = _read(lexicon.cover(text.words, spans, table), shape)
            if reading is not None and (match := _match(asked, text, reading, shapes)):
                found.append(match)
    return sorted(found, key=lambda match: -match.score)


def _read(tokens: Sequence[Token], shape: Shape) -> Reading | None:
    words = [token.word for token in tokens if token.word and token.role in CONTENT]
    if not any(word.role in {WHAT, WHERE} for word in words):
        return None
    where: dict[str, tuple[str, ...]] = {}
    both = False
    for word in words:
        for column, codes in word.codes.items():
            if column not in where:
                where[column] = codes
                continue
            common = tuple(code for code in where[column] if code in codes)
            both = both or not common
            where[column] = common or tuple(dict.fromkeys((*where[column], *codes)))
    columns = [word.column for word in words if word.role == SUM]
    labels = [token for token in tokens if token.role == LABEL and token.word and token.word.column not in where]
    per = next((token.word.table or token.word.means for token in tokens if token.word and token.role == PER), "")
    return Reading(
        shape,
        where,
        columns[0] if columns else "",
        per,
        explained=float(sum(len(token.text) for token in tokens if token.role in CONTENT | {LABEL, PER})),
        unread=sum(token.cost for token in tokens) + len(labels),
        names_row=any(word.role == WHAT for word in words),
        both=both,
    )


def _match(asked: Asked, text: Text, reading: Reading, shapes: Mapping[str, Shape]) -> Match | None:
    shape = reading.shape
    how = how_of(text.words, unit=text.unit, kind=asked.kind)
    column = reading.column or _column_in(shape, text.unit)
    if how is How.COUNT and column:
        how = How.SUM
    if how is How.MEAN and not column:
        how = How.COUNT
    if how is How.SHARE and not reading.where:
        return None
    if reading.per and how is How.MEAN:
        how = How.SUM if column else How.COUNT
    score = reading.explained / (reading.explained + reading.unread)
    score *= 1.0 if reading.names_row else IMPLIED
    score *= OTHER_KIND if asked.kind not in {Kind.NUMBER, Kind.YES_NO} else 1.0
    score *= _unit_fits(text.unit, how, shape, column, per=bool(reading.per))
    if reading.both and not any(sign in asked.label for sign in "、和及或与/"):
        score *= OTHER_TIME
    moved = dict(text.moved)
    if shape.period == "flow" and moved.pop("years", 0):
        moved.pop("on", None)
    derivation = Derivation(
        shape.table,
        how,
        column if how in {How.SUM, How.MEAN} else "",
        {} if how is How.SHARE and not reading.where else reading.where,
        tuple(name for name in reading.where if name in BASE) if how is How.SHARE else (),
        Derivation(reading.per) if reading.per else None,
    )
    if how is How.SHARE and set(derivation.base) == set(reading.where):
        derivation = Derivation(shape.table, how, "", reading.where)
    said: dict[str, Any] = {**derivation.as_json(), **moved}
    own = shape.traits[column].unit if column else shape.unit
    if text.unit and not reading.per and (times := factor(own, text.unit)) != 1.0:
        said["factor"] = times
    label, why = _told(shape, derivation, shapes)
    return Match(f"derived:{shape.table}", Finding.DERIVABLE, label, round(score, 3), said, why, shape.holder)


def _column_in(shape: Shape, unit: str) -> str:
    """Return the only column that is added up in a unit in which the rows are not counted."""
    wanted = dimension(unit)
    if wanted is None or wanted == dimension(shape.unit):
        return ""
    found = [name for name, trait in shape.traits.items() if dimension(trait.unit) == wanted]
    return found[0] if len(found) == 1 else ""


def _unit_fits(unit: str, how: How, shape: Shape, column: str, *, per: bool) -> float:
    if not unit or per or how in {How.SHARE, How.ANY}:
        return 1.0
    own = shape.traits[column].unit if column else shape.unit
    return 1.0 if dimension(own) == dimension(unit) else OTHER_UNIT


def _told(shape: Shape, derivation: Derivation, shapes: Mapping[str, Shape]) -> tuple[str, Message]:
    """Return the label of a derivation and the sentence that explains it."""
    conditions = [(shape.traits[name], codes) for name, codes in derivation.where.items()]
    named = [f"{trait.label}={names_of(trait.codes, codes)}" for trait, codes in conditions]
    where: list[Any] = [
        Message("{label}为{values}", {"label": Message(trait.label), "values": _values(trait.codes, codes)})
        for trait, codes in conditions
    ]
    told: dict[str, Any] = {"label": Message(shape.label), "where": where or Message("全部")}
    parts = [shape.label, *named]
    if derivation.column:
        told["column"] = Message(shape.traits[derivation.column].label)
        parts.append(shape.traits[derivation.column].label)
    if derivation.per:
        per = shapes[derivation.per.table].label
        return "；".join([*parts, f"{DIVIDED_BY}={per}"]), Message(DIVIDED, told | {"per": Message(per)})
    sentence = {How.SHARE: SHARED, How.SUM: SUMMED, How.MEAN: SUMMED}.get(derivation.how, COUNTED)
    return "；".join([*parts, *([ENDS[derivation.how]] if derivation.how in ENDS else [])]), Message(sentence, told)


def _values(names: Mapping[str, str], codes: Sequence[str]) -> Any:
    if len(codes) > SHOWN_CODES:
        return names_of(names, codes)
    return [Message(name) for name in dict.fromkeys(names.get(code, code) for code in codes)]


def names_of(names: Mapping[str, str], codes: Iterable[str]) -> str:
    """Return the names of codes; of numbers in a row the first and the last, of many the first few."""
    listed = list(codes)
    if len(listed) > SHOWN_CODES and all(code.isdecimal() for code in listed) and not names:
        return f"{listed[0]}–{listed[-1]}"
    told = list(dict.fromkeys(names.get(code, code) for code in listed))
    return "、".join(told[:SHOWN_CODES]) + ("等" if len(told) > SHOWN_CODES else "")
