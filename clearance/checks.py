"""What `manage.py check` demands of an installation before it may open."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from clearance.lib.access_marks import routes

RULE_SAYS = {"code", "says", "basis", "keep", "then", "columns"}
TABLE_SAYS = RULE_SAYS - {"columns"} | {"tables"}


@register("retention", deploy=True)
def every_column_has_one_retention_rule(
    app_configs: Any, **kwargs: Any
) -> list[CheckMessage]:
    """Nothing is stored of which nobody has said how long, and nothing said twice."""
    policy = settings.BASE_DIR / "config" / "retention.toml"
    try:
        rules = _rules(policy)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        return [
            Error(
                f"config/retention.toml cannot be read ({type(error).__name__}).",
                hint="Each [[rule]] names: " + ", ".join(sorted(RULE_SAYS)) + ".",
                id="clearance.E001",
            )
        ]
    incomplete = [
        Error(
            f"Rule {rule['code']} of config/retention.toml does not say: {lacks}.",
            id="clearance.E002",
        )
        for rule in rules
        if (lacks := ", ".join(sorted(RULE_SAYS - rule.keys())))
    ]
    return [*incomplete, *_misruled(Counter(_columns_named(rules)), _columns_stored())]


def _rules(policy: Path) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = tomllib.loads(policy.read_text())["rule"]
    for rule in rules:
        rule["code"]  # a rule without a name cannot even be complained of
    return rules


def _columns_named(rules: Iterable[dict[str, Any]]) -> Iterable[str]:
    for rule in rules:
        yield from rule.get("columns", [])


def _columns_stored() -> set[str]:
    return {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("clearance").get_models()
        for field in model._meta.concrete_fields
    }


def _misruled(named: Counter[str], stored: set[str]) -> list[CheckMessage]:
    problems = {
        "has no rule": stored - named.keys(),
        "is ruled but not stored": named.keys() - stored,
        "has more than one rule": {column for column in named if named[column] > 1},
    }
    return [
        Error(f"{column} {problem} in config/retention.toml.", id="clearance.E003")
        for problem, columns in problems.items()
        for column in sorted(columns)
    ]


@register("retention", deploy=True)
def every_other_table_has_one_retention_rule(
    app_configs: Any, **kwargs: Any
) -> list[CheckMessage]:
    """Join tables and those of libraries hold data too: each is ruled as a whole."""
    policy = settings.BASE_DIR / "config" / "retention.toml"
    try:
        rules = tomllib.loads(policy.read_text())["table"]
        named = Counter(table for rule in rules for table in rule["tables"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError):
        return [
            Error(
                "config/retention.toml does not rule whole tables.",
                hint="Each [[table]] names: " + ", ".join(sorted(TABLE_SAYS)) + ".",
                id="clearance.E001",
            )
        ]
    incomplete = [
        Error(
            f"A table rule of config/retention.toml does not say: {lacks}.",
            id="clearance.E002",
        )
        for rule in rules
        if (lacks := ", ".join(sorted(TABLE_SAYS - rule.keys())))
    ]
    return [*incomplete, *_misruled(named, _tables_stored())]


def _tables_stored() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "clearance" or model._meta.auto_created
    }


@register(Tags.urls)
def every_view_says_whom_it_is_for(
    app_configs: Any, **kwargs: Any
) -> list[CheckMessage]:
    """A view that nobody declared could be open to everybody: it stops the start."""
    return [
        Error(
            f"The view behind {route.path!r} does not say whom it is for.",
            hint='Decorate it: @access("staff", permission=…), @access("merchant"), …',
            id="clearance.E004",
        )
        for route in routes()
        if route.mark is None
    ]


@register(Tags.security)
def the_key_ring_is_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without its keys an installation can neither keep nor show anything."""
    return [
        Error(
            problem,
            hint="Set CLEARANCE_KEYRING_FILE to the ring of this installation;"
            " `manage.py make_keyring PATH` makes the first one.",
            id="clearance.E005",
        )
        for problem in _ring_problems(with_rows=False)
    ]


@register(Tags.database)
def the_key_ring_opens_the_database(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """A database restored without its ring is refused; the missing keys are named."""
    if not databases:
        return []
    try:
        problems = _ring_problems(with_rows=True)
    except DatabaseError:
        return []  # not migrated yet: nothing is sealed in it
    return [Error(problem, id="clearance.E006") for problem in problems]


def _ring_problems(*, with_rows: bool) -> list[str]:
    # Here, not above: checks are registered before the models are loaded.
    from clearance.keys.services import ring_problems  # noqa: PLC0415

    return ring_problems(with_rows=with_rows)
