"""Names of people who do not exist.

Surname shares: the 2018 and 2019 national name reports (top hundred 85.9 % of the population), with the weight that
汪 程 方 吴 许 陶 丁 have in Anhui. Given names differ by generation, as the reports' lists of newborn names do.
"""

import numpy as np
import polars as pl

SURNAMES = {
    "王": 72, "李": 72, "张": 68, "刘": 54, "陈": 45, "杨": 31, "黄": 22, "赵": 21, "吴": 32, "周": 19,
    "徐": 16, "孙": 15, "马": 13, "朱": 14, "胡": 14, "郭": 12, "何": 12, "林": 11, "高": 11, "罗": 11,
    "汪": 16, "程": 14, "方": 13, "许": 13, "陶": 9, "丁": 11, "郑": 9, "梁": 8, "谢": 8, "宋": 8,
    "唐": 7, "韩": 7, "曹": 7, "邓": 7, "萧": 2, "冯": 6, "曾": 6, "彭": 6, "蔡": 6, "潘": 6,
    "袁": 6, "于": 6, "董": 6, "余": 7, "苏": 5, "叶": 5, "吕": 5, "魏": 5, "蒋": 5, "田": 5,
    "杜": 4, "沈": 5, "姜": 4, "范": 4, "江": 5, "傅": 3, "钟": 4, "卢": 4, "戴": 4, "崔": 3,
    "任": 4, "陆": 4, "廖": 3, "姚": 4, "金": 4, "夏": 4, "邱": 3, "石": 4, "贾": 3, "韦": 2,
    "侯": 3, "邹": 3, "熊": 3, "孟": 3, "秦": 3, "白": 3, "阎": 1, "薛": 3, "段": 2, "雷": 3,
    "龙": 2, "史": 2, "黎": 2, "贺": 2, "顾": 2, "毛": 2, "郝": 2, "龚": 2, "邵": 2, "钱": 2,
    "覃": 1, "武": 2, "尹": 2, "查": 1, "单": 1, "仇": 1, "解": 1, "欧阳": 1, "诸葛": 1, "司马": 1,
}  # fmt: skip

YOUNG = {
    "1": "梓宇子浩轩泽辰铭博睿俊逸晨然嘉皓天佑明志远凡航昊文景行知安承书墨言诚瑞翔源恒阳",
    "2": "梓涵欣怡雨诗佳琪可馨悦语思彤若曦雅静婷萱妍晴舒心念一诺依芮知夏清禾予安然美玥",
}
ADULT = {
    "1": "伟强磊军洋勇杰涛明超辉刚平建国华文斌波鹏飞峰海林志宏亮永东健成荣新",
    "2": "芳娜敏静丽艳娟霞秀英玲燕红梅慧琴云洁萍莉华兰桂凤蓉婷雪倩琳晶颖",
}
TWO_CHARACTERS = {"young": 0.92, "adult": 0.68}


def people(count: int, sexes: pl.Series, generator: np.random.Generator, *, generation: str) -> pl.Series:
    """Return one name each; `sexes` holds GB/T 2261.1 codes, `generation` is young or adult."""
    given = {
        sex: _given(count, YOUNG[sex] if generation == "young" else ADULT[sex], generation, generator) for sex in "12"
    }
    chosen = pl.select(pl.when(sexes == "1").then(given["1"]).otherwise(given["2"])).to_series()
    return (_surnames(count, generator) + chosen).alias("name")


def _surnames(count: int, generator: np.random.Generator) -> pl.Series:
    weights = np.array(list(SURNAMES.values()), dtype=float)
    drawn = generator.choice(len(SURNAMES), size=count, p=weights / weights.sum())
    return pl.Series(list(SURNAMES), dtype=pl.String).gather(drawn)


def _given(count: int, characters: str, generation: str, generator: np.random.Generator) -> pl.Series:
    """Draw characters with weights falling like one over rank, as popular names do."""
    weights = 1 / np.arange(3, len(characters) + 3)
    letters = pl.Series(list(characters), dtype=pl.String)
    first, second = (
        letters.gather(generator.choice(len(characters), size=count, p=weights / weights.sum())) for _ in range(2)
    )
    both = pl.Series(generator.random(count) < TWO_CHARACTERS[generation])
    return pl.select(pl.when(both).then(first + second).otherwise(first)).to_series()
