"""Why a change of orgs is refused."""

from shuren.kernel.refusals import Refused


class NameMissing(Refused):
    """请填写机构名称：名称不能为空，也不能超过 100 个字。"""


class NameTaken(Refused):
    """{parent}下已有名为“{name}”的机构；请核对是否重复办理，或使用能够区分的名称。"""


class SameName(Refused):
    """新名称与现用名称相同，都是“{name}”；请填写更名后的名称。"""


class CodeMissing(Refused):
    """请填写机构代码：除校区外，每个机构都要有唯一的代码；学校填写教育部分配的 10 位学校（机构）标识码。"""


class CodeTaken(Refused):
    """代码 {code} 已属于“{name}”；代码终身不变、不得复用，请核对后重新填写。"""


class CreditCodeTaken(Refused):
    """统一社会信用代码 {code} 已属于“{name}”；请对照证书核对，或先更正对方的代码。"""


class BadFact(Refused):
    """{sentence}"""


class UnknownCode(Refused):
    """{table}中没有“{value}”；请从列表中选择。"""


class RetiredDivision(Refused):
    """行政区划代码 {code}（{name}）自 {since} 起停用（现为 {now}）；请填写生效日期当日有效的代码。"""


class WrongParent(Refused):
    """{level}不能设在{parent_level}之下；请选择正确的上级机构。"""


class TypeMissing(Refused):
    """请选择办学类型：班级、学籍和指标都按办学类型计算。"""


class NotOpenThen(Refused):
    """“{name}”在 {on} 还没有成立或已经撤销；请核对生效日期，或选择当日存在的机构。"""


class ParentMovedSince(Refused):
    """“{name}”在 {on} 之后划转过，不能按当时的隶属关系补办；请把生效日期改到 {since} 或以后，或先撤销那次划转。"""


class LaterChange(Refused):
    """{names}在 {on} 之后已有变动，先后次序会冲突；请把生效日期改到 {since} 或以后，或先撤销那些变动。"""


class ChangedThatDay(Refused):
    """“{name}”在 {on} 当天刚有变动，不能同日撤销；请把生效日期改到次日或以后，或先撤销当天的变动。"""


class AlreadyClosed(Refused):
    """“{name}”已于 {closed_on} 撤销，不能再办理变动；如系误办，请撤销那次办理。"""


class HasChildren(Refused):
    """“{name}”下还有 {count} 个机构（{names}）；请先办理这些机构的划转、合并或撤销。"""


class HasClasses(Refused):
    """“{name}”还有 {count} 个未撤销的班级；请先撤班、转出，或改为办理合并。"""


class StillHolds(Refused):
    """“{name}”名下还有 {count} 条“{label}”；请先办理转出或离校，或改为办理合并。"""


class IntoItself(Refused):
    """“{name}”不能并入或划入它自己以及它的下级机构；请另选目标机构。"""


class NothingNamed(Refused):
    """请至少选择一个机构。"""


class NamedTwice(Refused):
    """“{name}”选了两次；请每个机构只选一次。"""


class DifferentLevels(Refused):
    """“{name}”与“{other}”层级不同，不能合并；合并只在同一层级的机构之间办理。"""


class SameParent(Refused):
    """“{name}”现在就隶属于“{parent}”；请选择另一个上级机构。"""


class NoParts(Refused):
    """分立至少要有一个新设机构；请填写新机构的名称和代码。"""


class ClassesLeft(Refused):
    """“{name}”分立后不再保留，但还有 {count} 个班级没有分配去向；请把每个班级分到一个新机构。"""


class ForeignClass(Refused):
    """所选班级中有 {count} 个不是“{name}”在 {on} 的班级，或被分配了两次；请刷新页面后重新选择。"""


class OnlySchools(Refused):
    """只有学校可以办理分立；“{name}”是{level}。"""


class NothingChanges(Refused):
    """没有任何内容变化；请修改至少一项后再提交。"""


class NotTheFirst(Refused):
    """成立日期要在最早的一段沿革上更正；请先选择最早的那一段。"""


class OpenedTooLate(Refused):
    """成立日期 {day} 不早于它的第一次变动，或晚于其下级机构、班级的成立日期；请核对后重新填写。"""


class NoSuchVersion(Refused):
    """没有找到要更正的那一段沿革；它可能已被撤销办理，请刷新页面后重试。"""


class NotYet(Refused):
    """这项变动定于 {on} 生效，还没有到日期；到期后系统会自动办理。"""


class DependedOn(Refused):
    """不能撤销这次办理：此后已有变动依赖它（{title}）；请按从后到前的次序逐个撤销。"""


class UsedSince(Refused):
    """不能撤销“{name}”的设立：已有数据登记在它名下；请先移走或删除这些数据，或改为办理撤销机构。"""


class CannotTakeBack(Refused):
    """不能撤销这次办理：随之转移的“{label}”无法自动退回；请逐项办理转回。"""
