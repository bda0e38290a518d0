"""What the platform answers when it will not do something: one sentence that says what, why and what to do."""

from collections.abc import Iterable
from typing import ClassVar

from django.utils.translation import gettext

from shuren.kernel.messages import Message


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error
    """操作未能完成，请稍后重试。"""

    status: ClassVar[int] = 409
    field: str | None
    params: dict[str, object]

    def __init__(self, *, field: str | None = None, **params: object) -> None:
        """`field` names the form field at which the sentence is shown; `params` fill the sentence's braces."""
        self.field = field
        self.params = params
        super().__init__(field, params)

    @property
    def message(self) -> Message:
        """The class's own docstring and what fills it."""
        template = type(self).__doc__ or Refused.__doc__ or ""
        return Message(" ".join(template.split()), self.params)

    @property
    def sentence(self) -> str:
        """The message in the reader's language."""
        return self.message.told(gettext)

    @property
    def by_field(self) -> list[tuple[str | None, str]]:
        """Its sentences, each with the field it is shown at; None for one about the whole."""
        return [(self.field, self.sentence)]

    def __str__(self) -> str:
        return self.sentence


class Hindered(Refused):
    """不能办理：{reasons}"""

    def __init__(self, found: Iterable[Message]) -> None:
        """`found` are the reasons; each is shown at the field it is about, if it is about one."""
        self.found = list(found)
        between = " ".join(f"{{r{number}}}" for number in range(len(self.found)))
        super().__init__(reasons=Message(between, {f"r{number}": one for number, one in enumerate(self.found)}))

    @property
    def by_field(self) -> list[tuple[str | None, str]]:
        return [(reason.about or None, reason.told(gettext)) for reason in self.found]


class Forbidden(Refused):
    """您没有这项操作的权限。请切换到有权限的角色，或联系本单位的系统管理员。"""

    status = 403


class NotFoundHere(Refused):
    """没有找到这条记录：它可能已被移走，或不在您的管理范围内。请返回列表重新查找。"""

    status = 404
