"""No message repeats what somebody typed: no complaint about a file, no refusal."""

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.channels.enums import DocumentType
from clearance.exchange.reading import OrderFile
from clearance.identity.services.details import (
    Details,
    FieldsRefused,
    check_number,
    merge_details,
)
from clearance.lib.workdays import today
from tests.exchange.making import ORDER
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[2]
CANARY = "CANARY7351"
DAY = today(NOW)

spoilt = st.text(max_size=12).map(lambda text: f"{text}{CANARY}{text}") | st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20
).map(lambda text: f"{CANARY}{text}")


@given(cells=st.dictionaries(st.sampled_from(sorted(ORDER)), spoilt, min_size=1))
def test_a_complaint_about_a_file_never_repeats_a_cell(cells):
    record = ORDER | cells
    text = io.StringIO()
    writer = csv.DictWriter(text, record)
    writer.writeheader()
    writer.writerow(record)

    file = OrderFile(
        io.BytesIO(text.getvalue().encode("utf-8", "replace")),
        channels={"direct_mail": "direct_mail"},
        default_channel=None,
        today=DAY,
    )
    found = [*file.problems, *file.warnings]
    for order in file.orders():
        found += [*order.problems, *order.warnings]

    assert [each for each in found if CANARY in str(each.message)] == []
    assert [each for each in found if CANARY in (each.column or "")] == []


def test_spoilt_cells_are_complained_of():
    """Else the test above would say nothing."""
    record = ORDER | dict.fromkeys(("channel", "placed_at", "paid"), CANARY)
    text = ",".join(record) + "\n" + ",".join(record.values()) + "\n"

    file = OrderFile(
        io.BytesIO(text.encode()), channels={}, default_channel=None, today=DAY
    )
    codes = {problem.code for order in file.orders() for problem in order.problems}

    assert codes == {"channel_unknown", "date", "amount"}


@pytest.mark.parametrize("kind", DocumentType.values)
@given(number=spoilt)
def test_a_check_of_a_number_never_repeats_it(kind, number):
    problem = check_number(kind, number, today=DAY)

    assert problem is not None
    assert CANARY not in str(problem.message)


@given(
    typed=st.dictionaries(
        st.sampled_from(
            ["document_type", "number", "name", "valid_until", "inn", "guardian_name"]
        ),
        spoilt,
        min_size=1,
    )
)
def test_a_refused_field_never_repeats_what_was_typed(typed):
    try:
        merge_details(Details(), typed, accepted=("RESIDENT_ID",), today=DAY)
    except FieldsRefused as refused:
        said = [str(refused), *(str(p.message) for p in refused.problems.values())]
        assert [text for text in said if CANARY in text] == []


def test_no_refusal_is_put_together_from_a_variable():
    """An f-string or a `format` in a Refusal could carry a value to the screen."""
    carrying = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in sorted((ROOT / "clearance").rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"Refusal", "Problem", "Denied", "PhotoRefused"}
        and any(
            isinstance(part, ast.JoinedStr)
            or (isinstance(part, ast.Attribute) and part.attr == "format")
            for argument in call.args
            for part in ast.walk(argument)
        )
    ]

    assert carrying == []
