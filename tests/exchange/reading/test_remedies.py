"""Every kind of problem has its sentence, and its key fits where it is kept."""

import ast
from datetime import date
from pathlib import Path

import pytest

from clearance.exchange import reading
from clearance.exchange.models import ImportProblem
from clearance.exchange.reading.problems import REMEDIES, lacking_column, remedy
from clearance.exchange.reading.remedies import KINDS
from clearance.lib import documents

FOLDER = Path(reading.__file__).parent
SOURCES = [*FOLDER.glob("*.py"), *FOLDER.parent.glob("*.py")]


def kinds_named(path):
    """The kinds that a module's calls name outright."""
    for call in ast.walk(ast.parse(path.read_text())):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", "")
        given = [each.value for each in call.keywords if each.arg == "kind"]
        given += call.args[:1] if name == "refused" else []
        given += call.args[1:2] if name == "Wrong" else []
        yield from (each.value for each in given if isinstance(each, ast.Constant))


def test_every_kind_a_reader_names_has_its_sentence():
    named = {kind for path in SOURCES for kind in kinds_named(path)}

    assert named - KINDS.keys() == set()
    assert len(named) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_fits_and_its_sentence_is_not_that_of_a_code(kind):
    longest = ImportProblem._meta.get_field("kind").max_length

    assert len(kind) <= longest
    assert str(KINDS[kind]) not in {str(text) for text in REMEDIES.values()}


@pytest.mark.parametrize(
    "number",
    [
        "1101",
        "11010119900101000A",
        "990101199001010007",
        "110101199013010007",
        "110101199001010008",
        "110101900101001",
        "810000199001010007",
        "\u0410101199001010007",
    ],
)
def test_a_wrong_number_of_any_sort_is_told_with_its_own_sentence(number):
    found = documents.check("RESIDENT_ID", number, today=date(2026, 11, 21))

    assert not found.ok
    assert f"number_{found.code}" in KINDS


def test_a_lacking_column_is_named_when_it_is_told_again():
    wrong = lacking_column("paid").problem

    again = remedy(wrong.code, wrong.kind, wrong.column)

    assert str(again) == str(wrong.message) == "Add the column paid."


def test_a_code_without_a_kind_has_its_usual_remedy():
    assert remedy("phone") == REMEDIES["phone"]
    assert remedy("no_such_code") == ""
