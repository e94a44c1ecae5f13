"""What scripts see: one JSON object, exit codes, no personal value."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clearance.identity.models import UploadLink
from clearance.orders.models import Order
from tests.exchange.making import NUMBER, bonded, row, write
from tests.factories import make_merchant

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)
NOT_TEXT = (
    "This is no order file: its content is not text, whatever its name ends with. "
    "Save the orders as .xlsx or CSV."
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def command():
    """Run a command; its exit code, its JSON (or text), and what went to stderr."""

    def run(name, *arguments):
        out, err = StringIO(), StringIO()
        code = 0
        try:
            call_command(name, *map(str, arguments), stdout=out, stderr=err)
        except SystemExit as left:
            code = left.code
        said = out.getvalue()
        run.text = said + err.getvalue()
        return code, json.loads(said) if "--json" in arguments else said

    return run


def test_import_orders_prints_one_object(shop, path, command):
    write(path, row(), bonded(order_no="B-2", item_price="x"))

    code, said = command("import_orders", path, "--merchant", "hoshi", "--json")

    assert code == 1
    assert len(said.pop("file_sha256")) == 64
    [error] = said.pop("errors")
    assert error.pop("message")
    assert error == {"row": 3, "column": "item_price", "code": "amount"}
    assert said == {
        "rows": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "warnings": [],
    }
    assert NUMBER not in command.text
    assert "李样本" not in command.text


def test_a_dry_run_has_the_same_object_and_exit_code(shop, path, command):
    write(path, row(), row(order_no="B-2", item_price="x"))
    arguments = ("import_orders", path, "--merchant", "hoshi", "--json")

    rehearsed = command(*arguments, "--dry-run")

    assert Order.objects.count() == 0
    assert rehearsed == command(*arguments)


def test_warnings_alone_leave_the_exit_code_zero(shop, path, command):
    write(path, row(colour="red"))

    code, said = command("import_orders", path, "--merchant", "hoshi", "--json")

    assert (code, said["created"]) == (0, 1)
    assert [(w["row"], w["column"], w["code"]) for w in said["warnings"]] == [
        (1, "colour", "unknown_column")
    ]


def test_an_unknown_shop_is_an_error_object(shop, path, command):
    write(path, row())

    code, said = command("import_orders", path, "--merchant", "nobody", "--json")

    assert code == 1
    assert said == {
        "error": {
            "code": "merchant_unknown",
            "message": "There is no shop with this code.",
        }
    }


def test_a_file_that_cannot_be_read_at_all_names_place_and_error(shop, path, command):
    path.write_bytes(b"order_no\nA-1\n")

    code, said = command("import_orders", path, "--merchant", "hoshi", "--json")

    assert code == 1
    assert said["errors"][0]["code"] == said["error"]["code"] == "header_missing"
    assert said["created"] == 0


def test_a_missing_file_is_wrong_usage_without_json(shop, path):
    with pytest.raises(CommandError) as wrong:
        call_command("import_orders", str(path), merchant="hoshi", json=True)

    assert wrong.value.returncode == 2


def test_import_status_moves_forward_and_counts_records(shop, path, command):
    write(path, row(), row(order_no="B-2", stage="SHIPPED"))
    command("import_orders", path, "--merchant", "hoshi", "--json")
    write(
        path,
        {"order_no": "A-1", "stage": "COMPLETED", "at": "2026-11-20 18:00:00"},
        {"order_no": "B-2", "stage": "PAID", "at": ""},
        {"order_no": "C-3", "stage": "PAID", "at": ""},
        {"order_no": "B-2", "stage": "FLOWN", "at": ""},
    )
    arguments = ("import_status", path, "--merchant", "hoshi", "--json")

    code, said = command(*arguments)
    again = command(*arguments)[1]

    order = Order.objects.get(number="A-1")
    assert code == 1
    assert (said["rows"], said["updated"], said["unchanged"]) == (4, 1, 1)
    assert [(e["row"], e["column"], e["code"]) for e in said["errors"]] == [
        (4, "order_no", "order_not_found"),
        (5, "stage", "stage"),
    ]
    assert said["errors"][1]["message"] == (
        "This is no known stage, such as PAID or SHIPPED."
    )
    assert (order.stage, order.ask_due_at) == ("COMPLETED", None)
    assert order.stage_at.isoformat() == "2026-11-20T10:00:00+00:00"
    assert Order.objects.get(number="B-2").stage == "SHIPPED"
    assert (again["updated"], again["unchanged"]) == (0, 2)


def test_a_list_that_leaves_a_stage_blank_is_told_to_fill_it(shop, path, command):
    write(path, {"order_no": "A-1", "stage": " ", "at": ""})

    code, said = command("import_status", path, "--merchant", "hoshi", "--json")

    assert (code, said["rejected"]) == (1, 1)
    assert said["errors"] == [
        {
            "row": 2,
            "column": "stage",
            "code": "required",
            "message": "This must not be empty.",
        }
    ]


def test_a_picture_is_no_list_of_stages(shop, path, command):
    path.write_bytes(PNG)

    code, said = command("import_status", path, "--merchant", "hoshi", "--json")

    assert code == 1
    assert said["error"] == {"code": "encoding", "message": NOT_TEXT}


def test_a_picture_is_refused_as_no_order_file(shop, path, command):
    path.write_bytes(PNG)

    code, said = command("import_orders", path, "--merchant", "hoshi", "--json")

    assert code == 1
    assert said["error"] == {"code": "encoding", "message": NOT_TEXT}
    assert said["errors"] == [
        {"row": None, "column": None, "code": "encoding", "message": NOT_TEXT}
    ]


def test_a_list_without_its_columns_is_refused(shop, path, command):
    write(path, {"order_no": "A-1", "stage": "PAID"})

    code, said = command("import_status", path, "--merchant", "hoshi", "--json")

    assert code == 1
    assert said["error"]["code"] == "header_missing"


def test_export_holds_tells_every_open_order(shop, path, command):
    other = make_merchant("kiwi")
    write(
        path,
        row(),
        bonded(order_no="B-2"),
        bonded(order_no="C-3", orderer_id_number=""),
        row(order_no="D-4", clearance_mode="1210"),
        row(order_no="E-5", stage="COMPLETED"),
    )
    command("import_orders", path, "--merchant", "hoshi", "--json")
    write(path, row())
    command("import_orders", path, "--merchant", other.code, "--json")

    code, said = command("export_holds", "--merchant", "hoshi", "--json")

    assert code == 0
    assert [(each["order"], each["hold"]) for each in said["orders"]] == [
        ("A-1", "HOLD_ID"),
        ("B-2", "CLEAR"),
        ("C-3", "HOLD_NUMBER"),
        ("D-4", "HOLD_DECISION"),
    ]
    assert {each["merchant"] for each in said["orders"]} == {"hoshi"}
    assert set(said["orders"][0]) == {"order", "merchant", "hold", "since"}
    assert len(command("export_holds", "--json")[1]["orders"]) == 5


def test_explain_order_says_why_or_which_shop(shop, path, command):
    make_merchant("kiwi")
    write(path, row())
    command("import_orders", path, "--merchant", "hoshi", "--json")

    code, said = command("explain_order", "A-1", "--json")
    assert (code, said["level"], said["subject"]) == (0, "IMAGES", "RECIPIENT")
    assert (said["state"], said["hold"]) == ("AWAITING", "HOLD_ID")

    command("import_orders", path, "--merchant", "kiwi", "--json")
    code, said = command("explain_order", "A-1", "--json")
    assert (code, said["error"]["code"]) == (1, "order_ambiguous")
    assert said["error"]["merchants"] == ["hoshi", "kiwi"]

    named = command("explain_order", "A-1", "--merchant", "kiwi", "--json")[1]
    assert named["merchant"] == "kiwi"
    code, said = command("explain_order", "NONE-1", "--json")
    assert (code, said["error"]["code"]) == (1, "order_not_found")


def test_upload_link_makes_a_fresh_one_while_something_is_asked(shop, path, command):
    write(path, row(), bonded(order_no="B-2"))
    command("import_orders", path, "--merchant", "hoshi", "--json")
    arguments = ("upload_link", "A-1", "--merchant", "hoshi", "--json")

    first, second = command(*arguments)[1], command(*arguments)[1]
    code, said = command("upload_link", "B-2", "--merchant", "hoshi", "--json")

    assert set(first) == {"url", "expires_at"}
    assert first["url"] != second["url"]
    assert UploadLink.objects.filter(ended_at__isnull=True).count() == 1
    assert (code, said["error"]["code"]) == (1, "not_asked")
