"""Which functions of the services write which states, read from their syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ASKING = frozenset({"filter", "exclude", "get", "Q", "index"})
"""Calls that ask for a state instead of writing it."""


class Write(NamedTuple):
    """`function` may set a row of this enum to this state."""

    enum: str
    state: str
    function: str


def writes_in(source: str, room: str, enums: frozenset[str]) -> Iterator[Write]:
    """The states that functions of this source write; `room` names them."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            for enum, state in _written(node, enums):
                yield Write(enum, state, f"{room}.{node.name}")


def writes_of(root: Path, files: list[Path], enums: frozenset[str]) -> frozenset[Write]:
    """The states that the functions of these files write."""
    return frozenset(
        write
        for file in files
        for write in writes_in(
            (root / file).read_text(), ".".join(file.with_suffix("").parts[1:]), enums
        )
    )


def _written(node: ast.AST, enums: frozenset[str]) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Compare() | ast.List() | ast.Set():
                continue
            case ast.Call(func=ast.Attribute(attr=name)) if name in ASKING:
                yield from _written(child.func, enums)
                continue
            case ast.Call(func=ast.Name(id=name)) if name in ASKING:
                continue
            case ast.Attribute(value=ast.Name(id=enum), attr=state) if enum in enums:
                if state.isupper():
                    yield enum, state
        yield from _written(child, enums)
