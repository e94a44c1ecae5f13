import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.lib.phones import normalise_phone


@pytest.mark.parametrize(
    "written",
    [
        "13800009516",
        " 138 0000 9516 ",
        "138-0000-9516",
        "'13800009516",
        '="13800009516"',
        "13800009516\t",
        "+86 138 0000 9516",
        "+86-13800009516",
        "0086 13800009516",
        "8613800009516",
        "(86) 13800009516",
        "１３８００００９５１６",
        "＋８６１３８００００９５１６",
        "138\u200b00009516\u202c",
        "138\u201100009516",
        "13800009516-1234",
        "13800009516 转 1234",
        "13800009516 ext. 12",
        "+86 13800009516-1234",
    ],
)
def test_one_mobile_written_many_ways_is_one_number(written):
    assert normalise_phone(written) == "+8613800009516"


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("010-12345678", "CN", "+861012345678"),
        ("0571-87654321-802", "CN", "+8657187654321"),
        ("0571-87654321", "CN", "+8657187654321"),
        ("0571 8765 4321 转 802", "CN", "+8657187654321"),
        ("12000000000", "CN", None),
        ("8 (916) 000-00-12", "RU", "+79160000012"),
        ("+7 916 000-00-12", "CN", "+79160000012"),
        ("0086 13800009516", "RU", "+8613800009516"),
        ("+8613800009516", "RU", "+8613800009516"),
        ("5123 0000", "HK", "+85251230000"),
        ("+852 5123 0000", "CN", "+85251230000"),
        ("+886 912 000 000", "CN", "+886912000000"),
    ],
)
def test_a_number_is_read_by_its_country(written, region, number):
    assert normalise_phone(written, region) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "1380000951",
        "138000095160",
        "1.38E+10",
        "12345678",
        "110",
        "无",
        "138ABCD9516",
        "13800009516 13800009517",
        "+",
        "-",
        "0" * 61,
        "+999 1234567890",
    ],
)
def test_what_is_no_number_gives_none(written):
    assert normalise_phone(written) is None


@given(st.text(alphabet=st.characters() | st.sampled_from("0123456789+-() ")))
def test_any_text_gives_a_number_or_none(raw):
    number = normalise_phone(raw)

    assert number is None or (number[0] == "+" and number[1:].isascii())


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_number_in_its_final_form_stays_itself(mobile):
    number = normalise_phone(mobile)

    assert number == "+86" + mobile
    assert normalise_phone(number) == number
