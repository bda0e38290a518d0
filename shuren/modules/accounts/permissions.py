"""Who opens accounts for the people of a school."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import Permission, permission
from shuren.kernel.actors import Actor

view_coverage = permission(
    "accounts.view_coverage",
    _("查看账号开通情况"),
    holders=("registrar", "principal", "teacher"),
    why="学校掌握谁还没有账号、谁从未登录；班主任只看到本班。",
)
open_accounts = permission(
    "accounts.open_accounts",
    _("为师生和家长开通账号"),
    holders=("registrar",),
    why="账号按本校名册批量开通，首次登录码由学校当面发放。",
)
open_for_class = permission(
    "accounts.open_for_class",
    _("为本班学生和家长开通账号"),
    holders=("teacher",),
    why="学生年幼没有手机，忘记密码先找班主任；只限自己担任班主任的班级。",
)
agree_for_child = permission(
    "accounts.agree_for_child",
    _("同意为孩子开通账号"),
    holders=("guardian",),
    why="不满十四周岁的学生，账号须经监护人同意（个人信息保护法第三十一条）。",
)


def opening(actor: Actor) -> Permission:
    """Return by which permission somebody opens accounts: for a whole school, or else for the classes headed."""
    return open_accounts if actor.may(open_accounts) else open_for_class
