"""Why a file as a whole is turned away. Each sentence says what is wrong, why it matters and what to do."""

from shuren.kernel.refusals import Refused


class EmptyFile(Refused):
    """文件是空的，没有任何内容。请检查是否选错了文件，或在表格软件中重新保存后再上传。"""


class WrongKind(Refused):
    """“{name}”{found}，系统只接受 .xlsx 工作簿和 CSV 文件。{advice}"""


class Encrypted(Refused):
    """工作簿设置了打开密码，系统无法读取。请在表格软件中取消密码、另存后重新上传。"""


class Macros(Refused):
    """工作簿带有宏，为安全起见不接受。请另存为“Excel 工作簿（.xlsx）”后重新上传。"""


class Broken(Refused):
    """文件已损坏或不完整，无法打开。请用表格软件打开并另存为 .xlsx 后重新上传。"""


class TooBig(Refused):
    """文件太大：{what}，超过 {limit} 的上限。请删去多余的格式和空白行，或拆分成几个文件后分别上传。"""


class Bomb(Refused):
    """文件解压后的大小与文件本身极不相称（{ratio} 倍），像是压缩炸弹，已拒绝打开。请从模板重新填写。"""


class Entities(Refused):
    """文件内嵌了实体声明，可能用来读取系统上的其他文件，已拒绝打开。请用表格软件另存为 .xlsx 后重新上传。"""


class TooManyRows(Refused):
    """“{sheet}”有 {rows} 行，一次最多 {limit} 行。请按时间、类别或下级单位拆分成 {parts} 个文件分别上传。"""


class MissingSheet(Refused):
    """工作簿中没有“{sheet}”工作表{hint}。请不要改名或删除模板中的工作表，没有数据时保留表头即可。"""


class MissingColumns(Refused):
    """“{sheet}”缺少这些列：{columns}{hint}。请恢复模板的表头后重新上传，列的先后次序不限。"""


class ExtraColumns(Refused):
    """“{sheet}”有模板中没有的列：{columns}。请删除这些列，或改回模板中的名称，以免其中的数据被漏掉。"""


class DuplicateColumns(Refused):
    """“{sheet}”中这些列出现了不止一次：{columns}，无法判断以哪一列为准。请只保留一列。"""


class MergedCells(Refused):
    """“{sheet}”中有合并的单元格：{cells}。合并后只有左上角一格有值，请取消合并并逐格填写。"""


class Formulas(Refused):
    """“{sheet}”中有公式：{cells}。公式旁保存的结果可能已经过时，请复制后“选择性粘贴为数值”再上传。"""


class ErrorValues(Refused):
    """“{sheet}”中有错误值（如 #REF!、#N/A）：{cells}。请改为正确的值或清空。"""


class FarAway(Refused):
    """“{sheet}”在远离表格的单元格 {cell} 处有内容，请删除表格右侧和下方的所有列与行，只保留模板中的列。"""


class NoTemplate(Refused):
    """这个工作簿不是从本系统下载的模板填写的，无法确认它属于哪个单位和年度。请下载模板，把数据复制进去后再上传。"""


class WrongWorkbook(Refused):
    """这是“{found}”的模板，而这里要上传的是“{expected}”。请选择正确的文件，或到相应的页面上传。"""


class WrongVersion(Refused):
    """模板已经更新，这个文件用的是旧版本（{found}，现行 {expected}）。请下载新模板，把数据复制过去后再上传。"""


class WrongScope(Refused):
    """这个文件是“{found}”的，而当前要填报的是“{expected}”。请切换到对应的单位和年度，或下载当前单位的模板。"""


class WrongEncoding(Refused):
    """无法识别文件的文字编码（在第 {position} 个字节处出错）。请另存为“CSV UTF-8”或 GB18030 编码后重新上传。"""


class WrongCsv(Refused):
    """CSV 文件的格式有误：{detail}。请检查逗号和引号是否成对，或改用 .xlsx 模板填写。"""
