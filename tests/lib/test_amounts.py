import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.lib.amounts import format_money, parse_amount


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("0", 0),
        ("486", 48_600),
        ("486.5", 48_650),
        ("486.05", 48_605),
        (" 26000.01\t", 2_600_001),
        ("0.1", 10),
        ("007.10", 710),
        ("999999999999999.99", 99_999_999_999_999_999),
    ],
)
def test_a_plain_decimal_is_read_in_hundredths(text, minor):
    assert parse_amount(text) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".5",
        "5.",
        "1.005",
        "1,234.50",
        "1 234",
        "1_000",
        "-1",
        "+1",
        "1e3",
        "NaN",
        "Infinity",
        "¥5",
        "５",
        "٥",
        "1.0\n0",
        "1.1.1",
        "1" * 16,
    ],
)
def test_anything_else_is_refused_without_repeating_it(text):
    with pytest.raises(ValueError, match="two decimals") as refused:
        parse_amount(text)

    assert str(refused.value) == (
        "An amount is digits with at most two decimals, as 1234.50."
    )


@given(st.text())
def test_any_text_is_an_amount_or_refused(text):
    try:
        minor = parse_amount(text)
    except ValueError:
        return
    assert minor >= 0


@given(st.integers(min_value=0, max_value=10**17 - 1))
def test_an_amount_written_out_reads_back_the_same(minor):
    written = f"{minor // 100}.{minor % 100:02d}"

    assert parse_amount(written) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (48_600, "CNY", "en", "¥486.00"),
        (48_600, "CNY", "zh-hans", "¥486.00"),
        (2_611_444, "CNY", "en", "¥26,114.44"),
        (489_000, "RUB", "en", "₽4,890"),
        (489_050, "RUB", "en", "₽4,890.50"),
        (489_000, "RUB", "ru", "4\u202f890\u00a0₽"),
        (48_605, "CNY", "ru", "486,05\u00a0¥"),
        (50_000, "JPY", "en", "JP¥500"),
        (12_345, "SEK", "en", "SEK\u00a0123.45"),
        (-1, "CNY", "en", "\u2212¥0.01"),
        (-120_000, "CNY", "ru", "\u22121\u202f200,00\u00a0¥"),
        (0, "CNY", "en", "¥0.00"),
    ],
)
def test_money_is_shown_as_the_language_writes_it(minor, currency, language, shown):
    assert format_money(minor, currency, language) == shown
