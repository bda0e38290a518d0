"""Why a case will not do what somebody asks."""

from shuren.kernel.refusals import Forbidden, Refused


class Ended(Refused):
    """事项已办结，不能再办理。需要重新办理的，请由上级部门“重新启动”，或另行申请。"""


class NotYours(Forbidden):
    """这一步不由您办理：请核对当前角色；确需您办理的，请当前办理人转办给您。"""


class NotByStandingIn(Forbidden):
    """这一步不能代办：申请须由申请人自己提交；代办人不得办理自己提出的申请，也不得办理自己或委托人应当回避的事项。"""


class NotOpen(Refused):
    """这一步已经办结、退回或由他人办理，您的操作没有生效。请刷新页面查看最新进展。"""


class NotYourTurn(Refused):
    """请等加签人先签署意见，再由您办理。"""


class OwnCase(Refused):
    """这是您本人或您子女的事项，按回避要求须由他人办理；请转办给本单位其他人员。"""


class SecondPairOfEyes(Refused):
    """您已在本事项的其他环节签署，这一环节须由另一人把关；请转办给本单位其他人员。"""


class ClockStopped(Refused):
    """这一步已暂停计时，请先恢复计时再办理。"""


class ClockRuns(Refused):
    """这一步没有暂停计时，不需要恢复。"""


class NotInvolved(Forbidden):
    """您没有参与这个事项的办理，不能抄送或提请督办。请由申请人、办理人或其上级部门操作。"""


class AlreadyCopied(Refused):
    """所选单位或人员已经在办理这个事项，或已收到抄送，不需要重复抄送。"""


class NothingToRead(Refused):
    """没有需要您确认的抄送，或者您已经确认过。请刷新页面查看。"""


class NotYoursToUrge(Forbidden):
    """只有申请人和上级部门可以催办；正由您本人办理的，请直接办理。"""


class UrgedToday(Refused):
    """这一步今天已经催办过，每天只能催办一次。仍未办理的，可以“提请督办”。"""


class NotASuperior(Forbidden):
    """只有本事项规定的上级部门可以督办或重新启动。请核对当前角色，或联系主管部门。"""


class InEffect(Refused):
    """事项已经办结并生效，不能重新启动。需要更正的，请另行申请。"""


class NoWayBack(Refused):
    """不能退回到这一步：只能退回到已经办过、且不在当前步骤之后的步骤。"""


class CorrectedOnce(Refused):
    """补正只能一次性提出，本事项已经要求补正过；材料仍不合要求的，请作出不予受理的决定并说明理由。"""


class NotAccepting(Refused):
    """只有受理环节可以要求申请人补正材料。"""


class NothingLacking(Refused):
    """请逐项写明需要补正的内容，申请人将据此一次补齐。"""


class ActedUpon(Refused):
    """后面的步骤已经办理，不能撤回；需要更改的，请联系下一步办理人退回。"""


class AlreadyAsked(Refused):
    """对方已经在办理这一步，不需要重复添加。"""


class NobodyThere(Refused):
    """“{step}”没有可以办理的单位或人员。请联系主管部门核对机构设置后再提交。"""


class TooFewToDraw(Refused):
    """“{step}”要从符合条件的单位中抽取 {count} 个，现在只有 {found} 个。请放宽范围，或者改为指定单位。"""


class NotApplicant(Forbidden):
    """只有申请人本人可以撤销申请。"""


class StillRunning(Refused):
    """事项正在办理，不需要重新启动。"""


class WouldBeDecided(Refused):
    """按新版本，这件办件已没有要办的环节，转入即等于办结。请按原版本办结。"""


class WouldStandStill(Refused):
    """按新版本，这件办件没有可以办理的环节。请按原版本办结。"""


class AlreadyRunning(Refused):
    """已有正在办理的同一事项（{number}），办结前不能再次申请。请在办件中查看进展。"""
