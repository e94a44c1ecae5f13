"""The retention policy is complete, speaks one language, and names real programs.

That every column and table has exactly one rule is a start-up check; these tests say
that the real file passes it, and what the check cannot know: that a rule makes sense.
"""

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from clearance.checks import (
    every_column_has_one_retention_rule,
    every_other_table_has_one_retention_rule,
)
from clearance.keys.fields import SealedField

FILE = Path(__file__).resolve().parents[2] / "config" / "retention.toml"
POLICY = tomllib.loads(FILE.read_text())
RULES = POLICY["rule"] + POLICY["table"]
CARRIED_OUT = [rule for rule in RULES if "done_by" in rule]
KEEP = re.compile(
    r"always|while [a-z ]+|\d+ (minutes|hours|days|months|years) after [a-z, -]+"
)
THEN = {"nothing", "blank", "destroy key", "delete"}

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["code"])


def test_every_column_and_every_table_has_exactly_one_rule():
    found = [
        *every_column_has_one_retention_rule(None),
        *every_other_table_has_one_retention_rule(None),
    ]

    assert [problem.msg for problem in found] == []


def test_a_library_that_brings_a_table_is_noticed(settings, tmp_path):
    (tmp_path / "config").mkdir()
    text = FILE.read_text().replace('"sessions.Session"', '"sessions.Forgotten"')
    (tmp_path / "config" / "retention.toml").write_text(text)
    settings.BASE_DIR = tmp_path

    found = every_other_table_has_one_retention_rule(None)

    assert [problem.msg for problem in found] == [
        "sessions.Session has no rule in config/retention.toml.",
        "sessions.Forgotten is ruled but not stored in config/retention.toml.",
    ]


def test_codes_are_used_once():
    codes = [rule["code"] for rule in RULES]

    assert sorted(set(codes)) == sorted(codes)


@each_rule
def test_a_rule_says_how_long_in_words_a_program_can_read(rule):
    assert KEEP.fullmatch(rule["keep"])
    assert rule["then"] in THEN
    assert (rule["keep"] == "always") == (rule["then"] == "nothing")


@each_rule
def test_a_rule_gives_its_reason_in_sentences(rule):
    assert rule["says"].endswith(".")
    assert len(rule["says"].split()) >= 6
    assert len(rule["basis"]) >= 10


@pytest.mark.parametrize("rule", CARRIED_OUT, ids=lambda rule: rule["code"])
def test_a_program_that_a_rule_names_is_there(rule):
    module, _, name = rule["done_by"].rpartition(".")

    assert callable(getattr(import_module(module), name))


def test_what_is_sealed_never_stays_for_ever():
    sealed = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("clearance").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }
    ends = {
        column
        for rule in POLICY["rule"]
        if rule["then"] in {"destroy key", "blank"}
        for column in rule["columns"]
    }

    assert len(sealed) >= 6
    assert sealed - ends == set()


def test_keyed_digests_of_people_go_with_what_they_are_drawn_from():
    rule_of = {c: r["code"] for r in POLICY["rule"] for c in r["columns"]}

    assert rule_of["IdRecord.number_digest"] == rule_of["IdRecord.sealed"]
    assert rule_of["Recipient.match_digest"] == rule_of["Recipient.sealed"]
    assert rule_of["Recipient.phone_digest"] == rule_of["Recipient.sealed"]
    assert rule_of["Order.row_digest"] == rule_of["Order.sealed"]
