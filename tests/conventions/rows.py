"""Finding the places where code changes rows, by walking its syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ALWAYS = frozenset(
    {
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "abulk_create",
        "abulk_update",
        "aget_or_create",
        "aupdate_or_create",
        "asave",
        "acreate",
        "aupdate",
        "adelete",
    }
)
"""Methods that nothing but rows have."""

OFTEN = frozenset({"save", "create", "delete", "update"})
"""Methods of rows, and of other things: dicts, sets, sessions, forms, vaults."""

THROUGH_ADMIN = frozenset(
    {"save_model", "save_related", "save_formset", "delete_model", "delete_queryset"}
)
"""What a ModelAdmin does to rows, when it is asked to do it as Django would."""

MANY_TO_MANY = frozenset({"groups", "user_permissions", "reasons", "declined_by"})
"""Relations whose `add`, `set`, `remove` and `clear` change rows of a join table."""

OTHER_THINGS = frozenset({"vault", "digest", "hasher", "hash", "surroundings"})
"""Names whose `save`, `update` … is no row's, wherever they stand."""


class Change(NamedTuple):
    """A call that changes rows: where, and in which words."""

    line: int
    function: str
    call: str


def changes_in(source: str) -> Iterator[Change]:
    """The calls in this source that change rows."""
    yield from _walk(ast.parse(source), "")


def changes_of(file: Path) -> list[Change]:
    """The calls in this file that change rows."""
    return list(changes_in(file.read_text()))


def _walk(node: ast.AST, function: str) -> Iterator[Change]:
    for child in ast.iter_child_nodes(node):
        inner = function
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{function}.{child.name}".lstrip(".")
        if isinstance(child, ast.Call) and _changes_rows(child):
            yield Change(child.lineno, function, ast.unparse(child.func))
        yield from _walk(child, inner)


def _changes_rows(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr=name) if name in ALWAYS:
            return True
        case ast.Attribute(attr=name) if name in THROUGH_ADMIN:
            return True
        case ast.Attribute(
            value=ast.Attribute(attr=relation), attr="add" | "set" | "remove" | "clear"
        ) if relation in MANY_TO_MANY:
            return True
        case ast.Attribute(value=thing, attr="update"):
            # A dict or a hash takes one thing; rows take columns by name.
            return not call.args and not _is_other(thing)
        case ast.Attribute(value=thing, attr=name) if name in OFTEN:
            return not _is_other(thing)
        case ast.Attribute(attr="execute"):
            return any(_writes_sql(argument) for argument in call.args[:1])
    return False


def _is_other(thing: ast.expr) -> bool:
    match thing:
        case ast.Name(id=name):
            return name in OTHER_THINGS
        case ast.Attribute(attr=name):
            return name in OTHER_THINGS
    return False


def _writes_sql(argument: ast.expr) -> bool:
    words = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "MERGE", "REPLACE")
    said = [
        each.value
        for each in ast.walk(argument)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    return " ".join(said).lstrip().upper().startswith(words)
