import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.lib.names import clean_name, normalise_name, same_name


@pytest.mark.parametrize(
    "written",
    [
        "阿依古丽·样本",
        "阿依古丽•样本",
        "阿依古丽・样本",
        "阿依古丽‧样本",
        "阿依古丽･样本",
        "阿依古丽 · 样本",
        "阿依古丽.样本",
        "阿依古丽．样本",
    ],
)
def test_every_middle_dot_writes_the_same_name(written):
    assert normalise_name(written) == "阿依古丽·样本"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样本", " 样\u3000本 "),
        ("样本", "\u200b样\u200d本\ufeff"),
        ("样本", "\u202e样本\u202c"),
        ("葛样本", "葛\U000e0100样本"),
        ("Ivan Testov", "IVAN\t TESTOV"),
        ("Иван Тестов", "иван  ТЕСТОВ"),
        ("Jose\u0301 Muestra", "José Muestra"),
        ("\uff29\uff36\uff21\uff2e", "ivan"),
    ],
)
def test_a_name_typed_otherwise_is_the_same_name(one, other):
    assert same_name(one, other) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样本", "样品"),
        ("Ivan Testov", "IvanTestov"),
        ("Фёдор Тестов", "Федор Тестов"),
        ("", ""),
        ("\u200b", " "),
        ("J. Sample", "J·Sample"),
    ],
)
def test_names_that_differ_in_writing_are_not_the_same(one, other):
    assert same_name(one, other) is False


def test_a_kept_name_keeps_its_case_and_its_dot():
    assert clean_name(" \u202eDe  La•Muestra\u200b\n") == "De La•Muestra"


@pytest.mark.parametrize("strange", ["\x00样本", "\ud800样本", "样本\u034f"])
def test_a_kept_name_holds_nothing_a_database_refuses(strange):
    assert clean_name(strange) == "样本"


@given(st.text())
def test_comparing_form_of_a_comparing_form_is_itself(raw):
    once = normalise_name(raw)

    assert normalise_name(once) == once


@given(st.text())
def test_keeping_a_name_does_not_change_whom_it_names(raw):
    assert normalise_name(clean_name(raw)) == normalise_name(raw)


def test_a_pile_of_accents_is_not_worked_through():
    endless = "样本" + "\u0327\u0301" * 200_000

    assert len(clean_name(endless)) <= 1000
