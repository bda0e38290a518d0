"""Under what number an archived paper stands. Pure.

DA/T 22-2015《归档文件整理规则》5.4: 全宗号-档案门类代码·年度-保管期限-件号; the part for a department is left out where
papers are kept by year and retention. 5.5: what the catalogue lists.
"""

CLASS = "WS"  # 文书档案
TERMS = {"forever": "Y", "thirty": "D30", "ten": "D10"}


def code(fonds: str, year: int, retention: str, item: int) -> str:
    """Return the archival code of an item; a unit that has no fonds number yet goes without.

    >>> code("X043", 2026, "thirty", 7)
    'X043-WS·2026-D30-0007'
    """
    return "-".join(filter(None, (fonds, f"{CLASS}·{year}", TERMS[retention], f"{item:04d}")))
