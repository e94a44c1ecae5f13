"""Every code that a check can give has its sentence."""

import ast
from pathlib import Path

from clearance.identity import autochecks
from clearance.identity.autochecks import (
    DOCUMENT_CHECKS,
    PHOTO_CHECKS,
    READ_CHECKS,
    VERSIONS,
)
from clearance.identity.enums import CheckCode
from clearance.identity.queries.check_words import FOR_STAFF, WHY_NOT
from clearance.identity.services import check_work

FOLDER = Path(autochecks.__file__).parent


def calls():
    """(function, check, detail) wherever a check gives a detail in plain words."""
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id="failed" | "could_not" as name),
                    args=[ast.Attribute(attr=code), ast.Constant(value=detail), *_],
                ):
                    yield name, code, detail


def test_every_check_has_a_version_and_runs_somewhere():
    run = {*PHOTO_CHECKS, *DOCUMENT_CHECKS, *READ_CHECKS, CheckCode.SAME_PICTURE}

    assert run == set(CheckCode) == VERSIONS.keys()


def test_whatever_is_found_has_a_sentence_for_staff():
    given = {(code, detail) for name, code, detail in calls() if name == "failed"}

    assert len(given) > 15
    assert {pair for pair in given if pair not in FOR_STAFF} == set()


def test_whatever_could_not_run_says_why():
    given = {detail for name, _code, detail in calls() if name == "could_not"}
    given |= {*check_work.GONE.values(), "photo_gone", "gave_up", "not_installed"}

    assert {detail for detail in given if detail not in WHY_NOT} == set()
    assert WHY_NOT.keys() - given == {"reader_failed"}
