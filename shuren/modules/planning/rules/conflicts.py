"""Targets of one measure and year that cannot all be the one that binds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, groupby

from shuren.modules.planning.rules.scopes import places
from shuren.modules.planning.rules.targets import Comparator, Target, TargetKind

NOT_COMPARED = {TargetKind.MILESTONE, TargetKind.BASELINE}


class Conflict(StrEnum):
    """Why two targets do not go together.

    CONTRADICTION: no figure meets both. STRICTER: same schools, one asks for more. IMPLIED: the targets of the parts
    already give more than the target of the whole asks for. REPEATED: the same said twice (told, not a conflict).
    """

    CONTRADICTION = "contradiction"
    STRICTER = "stricter"
    IMPLIED = "implied"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Finding:
    """A conflict, the targets in it (the one that never binds first) and a sentence that explains it."""

    conflict: Conflict
    targets: tuple[Target, ...]
    sentence: str
    sentence_en: str


def conflicts(
    targets: Iterable[Target], measured_by: Callable[[Target], str] = lambda t: t.indicator_id
) -> list[Finding]:
    """Find the conflicts among targets; those that `measured_by` names alike are about the same measure."""

    def key(target: Target) -> tuple[str, int]:
        return measured_by(target), target.year

    compared = sorted((item for item in targets if item.kind not in NOT_COMPARED), key=key)
    return [finding for _, group in groupby(compared, key) for finding in _among(list(group))]


def _among(group: Sequence[Target]) -> list[Finding]:
    found = [finding for one, other in combinations(group, 2) if (finding := _between(one, other))]
    weaker = [finding.targets[0] for finding in found if finding.conflict is not Conflict.CONTRADICTION]
    found.extend(
        finding
        for whole in group
        if whole not in weaker and (finding := _implied(whole, [item for item in group if item is not whole]))
    )
    return found


def _between(one: Target, other: Target) -> Finding | None:
    """Compare two targets over the same schools."""
    same = one.scope == other.scope or (bool(places(one.scope)) and places(one.scope) == places(other.scope))
    if not same and not (places(one.scope) & places(other.scope)):
        return None
    if one.upward != other.upward:
        floor, ceiling = (one, other) if one.upward else (other, one)
        if same and floor.bar > ceiling.bar + ceiling.slack:
            return Finding(Conflict.CONTRADICTION, (floor, ceiling), *_contradiction(floor, ceiling))
        return None
    if not same:
        return None
    one_asks, other_asks = _asks(one), _asks(other)
    if one_asks == other_asks:
        return Finding(Conflict.REPEATED, (one, other), *_repeated(one))
    weak, strong = (one, other) if one_asks < other_asks else (other, one)
    return Finding(Conflict.STRICTER, (weak, strong), *_stricter(weak, strong))


def _asks(target: Target) -> tuple[float, int]:
    """Order targets of one direction by how much they ask: the value first, then the wording."""
    wording = {Comparator.NEARLY: 0, Comparator.ABOVE: 2, Comparator.BELOW: 2}.get(target.comparator, 1)
    return (target.bar if target.upward else -target.bar), wording


def _implied(whole: Target, others: Sequence[Target]) -> Finding | None:
    """Find the targets of parts that together cover a whole and each give what it asks for.

    The figure of a whole lies between the lowest and the highest of its parts, so it reaches what the lowest reaches.
    """
    inside = [
        item
        for item in others
        if item.upward == whole.upward
        and frozenset() < places(item.scope) < places(whole.scope)
        and _asks(item)[0] >= _asks(whole)[0]
    ]
    inside = list({(item.scope.text, _asks(item)): item for item in inside}.values())
    covered = frozenset().union(*(places(item.scope) for item in inside))
    if not inside or covered != places(whole.scope):
        return None
    more = any(_asks(item)[0] > _asks(whole)[0] for item in inside)
    if whole.comparator in {Comparator.ABOVE, Comparator.BELOW} and not more:
        return None
    return Finding(Conflict.IMPLIED, (whole, *inside), *_implication(whole, inside))


def told(target: Target) -> str:
    """Write a target as one reads it: scope, comparison, value."""
    return f"{target.scope.text} {bar(target)}{target.unit}"


def bar(target: Target) -> str:
    """Write what a figure must reach without its unit, such as “≥50”."""
    return f"{_SIGNS[target.comparator]}{target.value:g}"


def told_en(target: Target) -> str:
    return f"{target.scope.text_en} {_SIGNS[target.comparator]} {target.value:g}{target.unit}"


_SIGNS = {
    Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤", Comparator.ABOVE: ">", Comparator.BELOW: "<",
    Comparator.REACHES: "=", Comparator.NEARLY: "≈",
}  # fmt: skip


def _contradiction(floor: Target, ceiling: Target) -> tuple[str, str]:
    return (
        f"{floor.year}年“{floor.label}”：“{told(floor)}”与“{told(ceiling)}”不可能同时达到，请与规划发布单位核对。",
        f'{floor.year}, {floor.label_en}: no figure meets both "{told_en(floor)}" and "{told_en(ceiling)}".',
    )


def _repeated(one: Target) -> tuple[str, str]:
    return (
        f"{one.year}年“{one.label}”的目标“{told(one)}”在规划中出现两次，内容一致。",
        f'{one.year}, {one.label_en}: the plan states "{told_en(one)}" twice, alike.',
    )


def _stricter(weak: Target, strong: Target) -> tuple[str, str]:
    sentence = (
        f"{weak.year}年“{weak.label}”：“{told(weak)}”与“{told(strong)}”针对同一范围而要求不同，"
        f"按较严的“{told(strong)}”执行时，前者不起约束作用。"
    )
    sentence_en = (
        f'{weak.year}, {weak.label_en}: "{told_en(weak)}" and "{told_en(strong)}" speak of the same schools; '
        f'only the stricter "{told_en(strong)}" binds.'
    )
    return sentence, sentence_en


def _implication(whole: Target, parts: Sequence[Target]) -> tuple[str, str]:
    listed = "、".join(f"“{told(item)}”" for item in parts)
    listed_en = ", ".join(f'"{told_en(item)}"' for item in parts)
    sentence = (
        f"{whole.year}年“{whole.label}”：{listed}全部达到时，“{told(whole)}”必然达到，两处目标口径不一致，"
        "实际起约束作用的是分区目标。"
    )
    sentence_en = (
        f'{whole.year}, {whole.label_en}: where {listed_en} are met, "{told_en(whole)}" is met as well; '
        "the targets of the parts are the ones that bind."
    )
    return sentence, sentence_en
