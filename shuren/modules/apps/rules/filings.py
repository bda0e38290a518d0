"""How numbers of filings are written: ICP, 等级保护, 教育App (教技厅〔2019〕3号)."""

import re
from typing import Final

_ICP: Final = re.compile(r"[\u4e00-\u9fff]ICP(?:备\d{8}|证\d{6,8})号(?:-\d{1,3}[AX]?)?")
_MLPS: Final = re.compile(r"\d{11}-\d{5}")
_EDU: Final = re.compile(r"教APP备\d{7}号")
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_CODE: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")


def is_icp(text: str) -> bool:
    """Say whether a text reads as an ICP filing or licence.

    >>> is_icp("皖ICP备18001234号-2"), is_icp("ICP备18001234")
    (True, False)
    """
    return _ICP.fullmatch(text) is not None


def is_mlps(text: str) -> bool:
    """Say whether a text reads as the number of a 信息系统安全等级保护备案证明.

    >>> is_mlps("34010043012-20001"), is_mlps("二级")
    (True, False)
    """
    return _MLPS.fullmatch(text) is not None


def is_edu_app(text: str) -> bool:
    """Say whether a text reads as the number of an 教育App filing.

    >>> is_edu_app("教APP备3400123号"), is_edu_app("备3400123号")
    (True, False)
    """
    return _EDU.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Say whether a text can be the code of an app: 3 to 40 lower-case letters, digits and dashes.

    >>> is_code("qinghe-reading"), is_code("-x"), is_code("晨读")
    (True, False, False)
    """
    return _CODE.fullmatch(text) is not None


def is_username(text: str) -> bool:
    """Say whether a text can name an account, as sign-in has it."""
    return _USERNAME.fullmatch(text) is not None
