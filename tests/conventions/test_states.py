"""Every state has its place in the table of transitions; the table is the code's."""

import ast
from pathlib import Path

import pytest

from clearance.orders.enums import Stage
from clearance.orders.rules import may_move
from tests.conventions.diagram import diagrams, in_readme
from tests.conventions.state_writes import Write, writes_in, writes_of
from tests.conventions.transitions import BEGIN, GONE, MACHINES, STAGE

ROOT = Path(__file__).resolve().parents[2]
ENUMS = frozenset(machine.states.__name__ for machine in MACHINES)
CHANGING = sorted(
    file.relative_to(ROOT)
    for file in (ROOT / "clearance").rglob("*.py")
    if "services" in file.parts or file.name in {"services.py", "merging.py"}
)

each_machine = pytest.mark.parametrize(
    "machine", MACHINES, ids=lambda machine: machine.model.__name__
)


def test_the_table_names_every_transition_that_services_make_and_no_other():
    declared = {
        Write(machine.states.__name__, move.target, function)
        for machine in MACHINES
        for move in machine.moves
        for function in move.made_by
    }

    written = writes_of(ROOT, CHANGING, ENUMS)

    assert sorted(written - declared) == []
    assert sorted(declared - written) == []


@each_machine
def test_every_state_has_its_place(machine):
    named = {move.source for move in machine.moves} | {
        move.target for move in machine.moves
    }

    known = {*machine.states.values, *machine.extra, BEGIN, GONE}

    assert named <= known
    assert {*machine.states.values} - named == machine.not_yet.keys()


@each_machine
def test_every_state_can_be_reached_from_the_beginning(machine):
    reached = {BEGIN}
    while more := {
        move.target
        for move in machine.moves
        if move.source in reached and move.target not in reached
    }:
        reached |= more

    assert {*machine.states.values} - reached == machine.not_yet.keys()


@each_machine
def test_a_new_row_begins_where_the_table_says(machine):
    field = machine.model._meta.get_field(machine.column)

    assert (field.default if field.has_default() else "") == machine.initial


@each_machine
def test_no_move_is_said_twice(machine):
    pairs = [(move.source, move.target) for move in machine.moves]

    assert sorted(set(pairs)) == sorted(pairs)


def test_stages_move_as_the_rule_lets_them():
    ways = {(m.source, m.target) for m in STAGE.moves if m.source != BEGIN}

    allowed = {(a, b) for a in Stage.values for b in Stage.values if may_move(a, b)}

    assert ways == allowed


def test_whoever_sets_a_stage_asks_the_rule_first():
    setting = [
        (file.name, function.name, "may_move" in ast.unparse(function))
        for file in CHANGING
        for function in ast.walk(ast.parse((ROOT / file).read_text()))
        if isinstance(function, ast.FunctionDef) and _sets_stage(function)
    ]

    assert len(setting) >= 2
    assert [place for place in setting if not place[2]] == []


def test_a_transition_that_somebody_adds_is_noticed():
    source = (
        "def reopen(record):\n"
        "    if record.state == RecordState.EXPIRED:\n"
        "        record.state = RecordState.PENDING\n"
        "        rows.filter(state=RecordState.ACCEPTED).update(\n"
        "            state=RecordState.WITHDRAWN\n"
        "        )\n"
    )

    found = set(writes_in(source, "identity.services.review", ENUMS))

    assert found == {
        Write("RecordState", "PENDING", "identity.services.review.reopen"),
        Write("RecordState", "WITHDRAWN", "identity.services.review.reopen"),
    }


def test_the_readme_shows_these_transitions():
    assert in_readme() == diagrams()


def _sets_stage(function: ast.FunctionDef) -> bool:
    targets = [
        target
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for each in node.targets
        for target in (each.elts if isinstance(each, ast.Tuple) else [each])
    ]
    return any(isinstance(t, ast.Attribute) and t.attr == "stage" for t in targets)
