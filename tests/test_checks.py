import json

import pytest
from django.apps import apps

from clearance.checks import every_column_has_one_retention_rule

SAID = ["code", "says", "basis", "keep", "then"]


def stored_columns():
    return [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("clearance").get_models()
        for field in model._meta.concrete_fields
    ]


@pytest.fixture
def problems(settings, tmp_path):
    """What is wrong with an installation that has these rules."""

    def check(text):
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "retention.toml").write_text(text)
        settings.BASE_DIR = tmp_path
        found = every_column_has_one_retention_rule(None)
        return [(error.id, error.msg) for error in found]

    return check


def rule(columns, said=SAID):
    lines = ["[[rule]]", *(f'{key} = "log"' for key in said)]
    return "\n".join([*lines, f"columns = {json.dumps(columns)}", ""])


def test_every_column_named_once_is_right(problems):
    assert problems(rule(stored_columns())) == []


def test_a_forgotten_column_is_named(problems):
    columns = [name for name in stored_columns() if name != "AuditEntry.role"]

    found = problems(rule(columns))

    assert found == [
        ("clearance.E003", "AuditEntry.role has no rule in config/retention.toml.")
    ]


def test_a_column_that_is_not_stored_is_named(problems):
    found = problems(rule([*stored_columns(), "AuditEntry.name"]))

    assert found == [
        (
            "clearance.E003",
            "AuditEntry.name is ruled but not stored in config/retention.toml.",
        )
    ]


def test_a_column_with_two_rules_is_named(problems):
    found = problems(rule(stored_columns()) + rule(["AuditEntry.at"]))

    assert found == [
        (
            "clearance.E003",
            "AuditEntry.at has more than one rule in config/retention.toml.",
        )
    ]


def test_a_rule_that_does_not_say_why_is_named(problems):
    found = problems(rule(stored_columns(), [key for key in SAID if key != "basis"]))

    assert found == [
        ("clearance.E002", "Rule log of config/retention.toml does not say: basis.")
    ]


@pytest.mark.parametrize("text", ["", "[[rule]", "rule = 3", "[[rule]]\nkeep = 'x'"])
def test_a_file_that_says_nothing_is_an_error(problems, text):
    assert [code for code, _ in problems(text)] == ["clearance.E001"]


def test_the_access_log_has_its_rules():
    found = {error.msg for error in every_column_has_one_retention_rule(None)}

    assert not [text for text in found if text.startswith(("AuditEntry", "ChainHead"))]
