"""How an answer is written: what people type becomes one form of text, and a number where it is one. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from shuren.modules.collection.rules.kinds import Kind

_ = str  # marks sentences for translation; they are translated where they are shown

LONGEST = 500
DIGITS = 15  # before the point
YES, NO = "1", "0"
YES_WORDS = frozenset({"1", "是", "有", "y", "yes", "true", "√"})
NO_WORDS = frozenset({"0", "否", "无", "没有", "n", "no", "false", "×"})
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MANY = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")

NOT_A_NUMBER = _("“{text}”不是数字。请只填数字，单位不用写。")
TOO_LARGE = _("“{text}”太大，请核对单位后重新填写。")
BELOW_ZERO = _("“{text}”小于 0。请核对后重新填写。")
TOO_FINE = _("“{text}”的小数超过 {places} 位。请按要求的位数填写。")
WHOLE = _("“{text}”不是整数。请填写整数。")
NOT_YES_NO = _("“{text}”不是“是”或“否”。请重新选择。")
NOT_A_CHOICE = _("“{text}”不在可选的内容里。请从列表中选择。")
NOT_A_DAY = _("“{text}”不是日期。请写成 2026-09-01 这样的格式。")
TOO_LONG = _("内容超过 {limit} 个字，请精简后重新填写。")


class Wrong(ValueError):  # noqa: N818
    """An answer that cannot be kept: `sentence` is a msgid that `params` fill."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence.format(**params))
        self.sentence, self.params = sentence, params


@dataclass(frozen=True)
class Value:
    """An answer as it is kept."""

    text: str = ""
    number: Decimal | None = None


NOTHING = Value()


def read(kind: str, typed: str, *, places: int = 0, options: Sequence[str] = ()) -> Value:
    """Return what was typed as it is kept; nothing typed is no answer. Raises Wrong."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return NOTHING
    match kind:
        case Kind.NUMBER:
            return _number(text, places)
        case Kind.YES_NO:
            return _yes_no(text)
        case Kind.CHOICE:
            named = {unicodedata.normalize("NFKC", each): each for each in options}
            if text not in named:
                raise Wrong(NOT_A_CHOICE, text=text)
            return Value(named[text])
        case Kind.DAY:
            return Value(_day(text).isoformat())
    if len(typed.strip()) > LONGEST:
        raise Wrong(TOO_LONG, limit=LONGEST)
    return Value(typed.strip())


def _number(text: str, places: int) -> Value:
    plain = text.replace(",", "") if _MANY.fullmatch(text) else text
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Wrong(NOT_A_NUMBER, text=text) from None
    if not number.is_finite():
        raise Wrong(NOT_A_NUMBER, text=text)
    if number.adjusted() >= DIGITS:
        raise Wrong(TOO_LARGE, text=text)
    if number < 0:
        raise Wrong(BELOW_ZERO, text=text)
    rounded = number.quantize(Decimal(1).scaleb(-places))
    if rounded != number:
        raise Wrong(TOO_FINE, text=text, places=places) if places else Wrong(WHOLE, text=text)
    return Value(plain_number(rounded), rounded)


def plain_number(number: Decimal) -> str:
    """Return a number without zeros that say nothing: 12, 0.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_in(value: str) -> Decimal | None:
    """Return the number that a value which was kept is; nothing where it is none."""
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _yes_no(text: str) -> Value:
    word = text.lower()
    if word in YES_WORDS:
        return Value(YES, Decimal(1))
    if word in NO_WORDS:
        return Value(NO, Decimal(0))
    raise Wrong(NOT_YES_NO, text=text)


def _day(text: str) -> date:
    digits = f"{text[:4]}-{text[4:6]}-{text[6:]}" if re.fullmatch(r"\d{8}", text) else text
    found = _DAY.match(digits)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(digits)
    except ValueError:
        raise Wrong(NOT_A_DAY, text=text) from None
