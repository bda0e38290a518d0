import polars as pl
import pytest

from shuren.kernel.sensitive import mask, mask_column

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("name", "张三", "张*"),
        ("name", "张小明", "张**"),
        ("name", "欧阳娜娜", "欧阳**"),
        ("name", "欧阳", "欧*"),
        ("name", "张", "*"),
        ("name", "买买提·阿不都", "买买提·***"),
        ("name", "John Smith", "J*** S****"),
        ("name", "", ""),
        ("id_number", "34010420150301001X", "340104********001X"),
        ("id_number", "G12345", "******"),
        ("id_number_public", "34010420150301001X", "34010420150301****"),
        ("id_number_public", "123", "***"),
        ("phone", "13800001234", "138****1234"),
        ("phone", "1234", "****"),
        ("address", "合肥市蜀山区三里庵街道梅山路8号", "合肥市蜀山区三里庵街道****"),
        ("address", "某村3组", "某村3*"),
        ("bank_account", "6228480402564890018", "622848*********0018"),
        ("birth", "2015-03-01", "2015-**-**"),
        ("birth", "20150301", "2015-**-**"),
        ("birth", "三月", "**"),
        ("email", "zhang@example.cn", "z***@example.cn"),
        ("email", "zhang", "*****"),
        ("tail", "20150301", "****0301"),
        ("hidden", "anything", "******"),
        ("hidden", "", ""),
    ],
)
def test_masks(kind, value, expected):
    assert mask(kind, value) == expected


def test_a_column_is_masked_as_its_values_are():
    assert mask_column("name", pl.Series(["张三", None])).to_list() == ["张*", None]
