"""What the gallery page shows: made-up data for every component, and nothing from the database."""

from typing import Any, Final

YEARS: Final = [2016, 2017, 2018, 2019, 2020]


def context() -> dict[str, Any]:
    """Return the whole context of ui/gallery.html beyond the frame."""
    return {
        "table": _table(),
        "matrix": _matrix(),
        "charts": _charts(),
        "tiles": _tiles(),
        "nodes": _nodes(),
        "entries": _entries(),
    }


def _table() -> dict[str, Any]:
    columns = [
        {"key": "name", "label": "校名", "sort": True, "link": lambda row: f"#{row['code']}"},
        {"key": "code", "label": "识别码"},
        {"key": "kind", "label": "办学类型", "sort": True},
        {"key": "area", "label": "城乡"},
        {"key": "pupils", "label": "在校生", "unit": "人", "align": "end", "sort": True},
        {"key": "floor", "label": "校舍面积", "unit": "㎡", "align": "end", "sort": True},
    ]
    names = (
        ("青松路小学", "小学", "城区", 1832, 12345.6),
        ("清溪镇初级中学", "初级中学", "镇区", 965, 9820),
        ("白鹭湖九年制学校", "九年一贯制学校", "城区", 2410, 21003.5),
        ("柳河教学点", "小学教学点", "乡村", 46, None),
    )
    rows = [
        {"name": name, "code": f"34340{number:05}", "kind": kind, "area": area, "pupils": pupils, "floor": floor}
        for number, (name, kind, area, pupils, floor) in enumerate(names, start=101)
    ]
    return {
        "columns": columns,
        "rows": rows,
        "total": {"name": "合计", "pupils": 5253, "floor": 43169.1},
        "sort_url": lambda column: f"?sort={column['key']}",
        "direction": lambda column: "descending" if column["key"] == "pupils" else "none",
    }


def _cell(light: str, actual: str, target: str, why: str = "") -> dict[str, str]:
    return {"light": light, "actual": actual, "target": target, "why": why, "url": "?explain"}


def _matrix() -> dict[str, Any]:
    rows = [
        {
            "group": "普及水平",
            "label": "九年义务教育巩固率",
            "unit": "%",
            "url": "#",
            "cells": [
                _cell("green", "95.4", "95.0"),
                _cell("green", "96.1", "95.5"),
                _cell("amber", "95.7", "96.0"),
                _cell("green", "96.6", "96.5"),
                _cell("grey", "", "97.0", "快照未生成"),
            ],
        },
        {
            "group": "教育信息化",
            "label": "多媒体教室占普通教室比例",
            "unit": "%",
            "note": "市区、县城、乡镇分列",
            "cells": [
                _cell("red", "52.3", "65.0"),
                _cell("red", "61.8", "75.0"),
                _cell("amber", "81.9", "85.0"),
                _cell("green", "92.4", "92.0"),
                _cell("green", "100", "100"),
            ],
        },
        {
            "group": "教育信息化",
            "label": "每百名学生拥有终端数",
            "unit": "台",
            "cells": [
                None,
                _cell("green", "11.2", "10"),
                None,
                _cell("green", "14.9", "13"),
                _cell("grey", "15.6", ""),
            ],
        },
    ]
    return {"years": YEARS, "rows": rows}


def _charts() -> dict[str, Any]:
    bins = [
        {"label": f"{low}–{low + 5}", "count": count}
        for low, count in zip(range(5, 45, 5), (2, 6, 13, 17, 11, 7, 3, 1), strict=True)
    ]
    return {
        "years": YEARS,
        "against": [
            {"name": "实际", "values": [52.3, 61.8, 81.9, 92.4, None]},
            {"name": "目标", "values": [65, 75, 85, 92, 100], "target": True},
        ],
        "places": ["甲区", "乙区", "丙县", "丁县", "戊市", "开发区"],
        "by_place": [{"name": "多媒体教室占比", "values": [98.2, 96.4, 81.9, 77.3, 88, 100]}],
        "by_kind": [
            {"name": "小学", "values": [92, 90, 78, 74, 85, 100]},
            {"name": "初中", "values": [99, 97, 84, 79, 90, 100]},
        ],
        "bins": bins,
    }


def _tiles() -> list[dict[str, Any]]:
    places = (
        ("甲区", "green", "98.2%"),
        ("乙区", "green", "96.4%"),
        ("丙县", "amber", "81.9%"),
        ("开发区", "green", "100%"),
        ("丁县", "red", "77.3%"),
        ("戊市", "amber", "88.0%"),
        ("己县", "grey", "—"),
    )
    return [{"name": name, "light": light, "value": value, "url": "#"} for name, light, value in places]


def _nodes() -> list[dict[str, Any]]:
    schools = [
        {"id": 4, "label": "青松路小学", "url": "#", "icon": "school", "note": "1,832 人", "current": True},
        {"id": 5, "label": "清溪镇初级中学", "url": "#", "icon": "school", "note": "965 人"},
    ]
    counties = [
        {"id": 2, "label": "甲区", "url": "#", "icon": "building", "note": "24 所", "children": schools},
        {"id": 3, "label": "乙区", "url": "#", "icon": "building", "note": "18 所", "branch_url": "?branch=3"},
    ]
    return [
        {"id": 1, "label": "示范市", "url": "#", "icon": "building-community", "note": "60 所", "children": counties}
    ]


def _entries() -> list[dict[str, Any]]:
    return [
        {
            "when": "2018-10-12 09:41",
            "who": "李梅",
            "what": "应用了《办学条件 2018》",
            "note": "新增 12，修改 31",
            "current": True,
        },
        {
            "when": "2018-10-11 16:20",
            "who": "李梅",
            "what": "上传了工作簿",
            "note": "3 个单元格有误，已退回",
            "url": "#",
        },
        {"when": "2018-09-01 00:00", "what": "年度基准日"},
    ]
