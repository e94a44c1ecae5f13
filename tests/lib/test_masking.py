import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.lib.masking import (
    mask_account,
    mask_address,
    mask_name,
    mask_number,
    mask_phone,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张样", "张*"),
        ("林样本", "林**"),
        ("欧阳样本", "欧***"),
        ("阿依古丽·样本", "阿***"),
        (" 张\u200b 样 ", "张*"),
        ("张", "张*"),
        ("𠮷样本", "𠮷**"),
        ("Ivan Testov", "I***"),
        ("Li", "L***"),
        ("Иван Тестов", "И***"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_a_name_keeps_its_first_character(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("18300002807", "183****2807"),
        ("+8618300002807", "183****2807"),
        ("0086 183 0000 2807", "183****2807"),
        ("183-0000-2807", "183****2807"),
        ("１８３００００２８０７", "183****2807"),
        ("18300002807-1234", "183****2807"),
        ("18300002807 转 1234", "183****2807"),
        ("+79160000012", "+7 916 ***-**-12"),
        ("+85251230000", "+852****00"),
        ("+14155550100", "+141****00"),
        ("51230000", "****00"),
        ("12345", "****"),
        ("无", "****"),
        ("", ""),
        ("\u200b ", ""),
    ],
)
def test_a_phone_keeps_its_ends(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("document_type", "number", "shown"),
    [
        ("RESIDENT_ID", "11010519491231002X", "1****************X"),
        ("TEMPORARY_ID", "11010519491231002x", "1****************X"),
        ("RESIDENCE_PERMIT", "810000199001010019", "8****************9"),
        ("RESIDENT_ID", "110105491231002", "1*************2"),
        ("PR_CARD", "911840199001010018", "9****************8"),
        ("PASSPORT", "E00000078", "E******78"),
        ("HOME_RETURN_PERMIT", "H0000000102", "H********02"),
        ("HKID", "A123456(3)", "A*****63"),
        ("TAIWAN_PERMIT", "00000012", "0*****12"),
        ("RU_PASSPORT", "00 00 000012", "0*******12"),
        ("INN", "123456789047", "1*********47"),
        ("UNKNOWN", "E00000078", "E******78"),
        ("RESIDENT_ID", "1234", "****"),
        ("RESIDENT_ID", "1" * 40, "1" + "*" * 16 + "1"),
        ("RESIDENT_ID", "", ""),
    ],
)
def test_a_number_keeps_its_ends(document_type, number, shown):
    assert mask_number(document_type, number) == shown


@pytest.mark.parametrize(
    ("document_type", "number", "shown"),
    [
        ("RESIDENT_ID", "110105194912311234", "110***********1234"),
        ("PASSPORT", "E00000078", "E******78"),
        ("RESIDENT_ID", "110105491231002", "1*************2"),
    ],
)
def test_the_second_level_never_shows_the_birth(document_type, number, shown):
    assert mask_number(document_type, number, level=2) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("福建省福州市罗源县样本路1号", "福建省福州市罗源县****"),
        ("福建省 福州市 罗源县 样本镇 样本路1号", "福建省福州市罗源县****"),
        ("北京市朝阳区样本路88号阳光小区3栋", "北京市朝阳区****"),
        ("北京北京市朝阳区样本路88号", "北京北京市朝阳区****"),
        ("广东深圳市南山区样本街道1号", "广东深圳市南山区****"),
        ("江苏省镇江市丹徒区样本路1号", "江苏省镇江市丹徒区****"),
        ("浙江省金华市义乌市样本路1号", "浙江省金华市义乌市****"),
        ("深圳市南山区样本路1号", "深圳市南山区****"),
        (
            "内蒙古自治区呼伦贝尔市鄂温克族自治旗样本路",
            "内蒙古自治区呼伦贝尔市鄂温克族自治旗****",
        ),
        (
            "新疆维吾尔自治区伊犁哈萨克自治州伊宁市样本路",
            "新疆维吾尔自治区伊犁哈萨克自治州伊宁市****",
        ),
        ("广东省样本路5号阳光小区3栋", "广东省****"),
        ("广东省样本路阳光园区", "广东省****"),
        ("广东省阳光小区3栋", "广东省****"),
        ("上海市样本路88号人民市场", "上海市****"),
        ("样本路88号阳光小区3栋", "****"),
        ("朝阳区样本路88号", "****"),
        ("101000, Россия, г. Москва, ул. Тестовая, д. 1", "г. Москва, ****"),
        (
            "Московская область, г. Тестовск, ул. Тестовая",
            "Московская область, г. Тестовск, ****",
        ),
        ("ул. Тестовая, г. Москва", "****"),
        ("1 Sample Street, Springfield", "****"),
        ("", ""),
        (" \u200b\n", ""),
    ],
)
def test_an_address_keeps_its_region_alone(address, shown):
    assert mask_address(address) == shown


@pytest.mark.parametrize(
    ("account", "shown"),
    [
        ("buyer@example.com", "b***@***.com"),
        ("b@localhost", "b***@***"),
        ("18300002807", "183****2807"),
        ("tb_sample_01", "t***"),
        ("样本店铺买家", "样***"),
        ("", ""),
        (" ", ""),
    ],
)
def test_an_account_keeps_its_first_character(account, shown):
    assert mask_account(account) == shown


@pytest.mark.parametrize(
    "mask",
    [
        mask_name,
        mask_phone,
        mask_address,
        mask_account,
        lambda text: mask_number("RESIDENT_ID", text),
        lambda text: mask_number("PASSPORT", text, level=2),
    ],
)
@given(st.text() | st.text(alphabet="0123456789+-()@.省市区县张路 ,"))
def test_whatever_is_masked_something_is_hidden(mask, text):
    shown = mask(text)

    assert shown == "" or "*" in shown


@given(st.text(alphabet="阿依古丽样本买提", min_size=4, max_size=30))
def test_the_length_of_a_long_name_is_not_told(name):
    assert mask_name(name) == name[0] + "***"


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_no_more_than_seven_digits_of_an_identity_number_are_shown(number):
    assert mask_number("RESIDENT_ID", number).strip("0123456789X") == "*" * 16
    assert mask_number("RESIDENT_ID", number, level=2)[3:14] == "*" * 11
