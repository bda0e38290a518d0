"""What verbs are called."""

from django.utils.translation import gettext_noop

from shuren.kernel.cases.commands import Command

LABELS = {
    "Open": gettext_noop("开始办理"),
    "Agree": gettext_noop("同意"),
    "Disagree": gettext_noop("不同意"),
    "Return": gettext_noop("退回"),
    "AskCorrections": gettext_noop("一次性补正"),
    "Withdraw": gettext_noop("撤回"),
    "AddSigner": gettext_noop("加签"),
    "HandOver": gettext_noop("转办"),
    "Copy": gettext_noop("抄送"),
    "Read": gettext_noop("已阅"),
    "Urge": gettext_noop("催办"),
    "Escalate": gettext_noop("提请督办"),
    "Suspend": gettext_noop("暂停计时"),
    "Resume": gettext_noop("恢复计时"),
    "Cancel": gettext_noop("撤销申请"),
    "Reopen": gettext_noop("重新启动"),
    "Migrate": gettext_noop("转入新版本"),
}


def label_of(command: Command) -> str:
    """Return what people call a command, in Chinese."""
    return LABELS[type(command).__name__]
