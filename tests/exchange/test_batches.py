"""Imports step by step: uploaded, checked, confirmed, imported, taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from clearance.exchange import queries, services
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch, ImportProblem
from clearance.exchange.reading.problems import REMEDIES
from clearance.identity.models import UploadLink
from clearance.identity.services import issue_link
from clearance.keys.errors import KeyGone
from clearance.keys.models import DataKey
from clearance.lib import vault
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Decision, Order, OrderLine
from clearance.orders.services import move_stage
from clearance.recipients.models import Recipient
from tests.exchange.making import LATER, NOW, contents, imported, row, write
from tests.factories import make_record, make_staff

pytestmark = pytest.mark.django_db

BAD = row(order_no="C-3", recipient_phone="secret-phone")


@pytest.fixture
def uploaded(shop, path):
    """Upload these records as a file of the shop; the batch."""

    def upload(*rows, **options):
        write(path, *rows)
        return services.upload(
            [path.read_bytes()], merchant=shop, by=None, now=NOW, **options
        )

    return upload


def test_a_check_counts_and_keeps_problems_and_imports_nothing(uploaded):
    batch = services.check(uploaded(row(), row(order_no="B-2"), BAD), now=NOW)

    assert batch.state == BatchState.CHECKED
    assert (batch.rows, batch.created, batch.rejected) == (3, 2, 1)
    assert (batch.layout, batch.has_object) == ("own", True)
    assert list(ImportProblem.objects.values_list("row", "column", "code")) == [
        (4, "recipient_phone", "phone")
    ]
    assert Order.objects.count() == Recipient.objects.count() == 0


def test_checking_again_finds_the_same(uploaded):
    batch = services.check(uploaded(row(), BAD), now=NOW)
    ImportBatch.objects.update(state=BatchState.CHECKING)

    services.check(batch, now=NOW)

    assert ImportProblem.objects.count() == 1


def test_the_first_orders_are_shown_masked(uploaded):
    batch = uploaded(row())

    [shown] = queries.preview(batch, now=NOW)

    assert shown["recipient"] == "李**"
    assert shown["phone"] == "138****1234"
    assert shown["address"] == "浙江省杭州市西湖区****"
    assert shown["order"] == "A-1"


def test_an_unreadable_file_is_refused_and_destroyed(shop):
    batch = services.upload([b"\x00"], merchant=shop, by=None, now=NOW)

    services.check(batch, now=NOW)

    batch.refresh_from_db()
    assert (batch.state, batch.has_object) == (BatchState.REFUSED, False)
    assert list(vault.names()) == []
    assert ImportProblem.objects.count() == 1


def test_the_worker_checks_what_was_uploaded_and_imports_what_was_confirmed(uploaded):
    staff = make_staff("operations")
    batch = uploaded(row(), row(order_no="B-2"), BAD)

    assert services.drive_imports(now=NOW) == 1
    services.confirm(ImportBatch.objects.get(), by=staff, now=NOW)
    assert services.drive_imports(now=NOW) == 1
    assert services.drive_imports(now=NOW) == 0

    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert (batch.created, batch.rejected, batch.cursor) == (2, 1, 3)
    assert ImportProblem.objects.count() == 1
    assert Order.objects.count() == 2
    assert list(vault.names()) == []


def test_an_import_that_another_worker_is_at_is_left_alone(uploaded):
    uploaded(row())
    ahead = timezone.now() + timedelta(seconds=20)
    ImportBatch.objects.update(leased_until=ahead)

    assert services.drive_imports(now=NOW) == 0
    assert ImportBatch.objects.get().state == BatchState.CHECKING


def test_a_file_with_rejected_orders_is_not_confirmed_when_all_or_none_is_wanted(
    uploaded,
):
    batch = services.check(uploaded(row(), BAD, all_or_nothing=True), now=NOW)

    with pytest.raises(Refusal) as refused:
        services.confirm(batch, by=None, now=NOW)

    assert refused.value.code == "all_or_nothing"
    assert ImportBatch.objects.get().state == BatchState.CHECKED


def test_a_discarded_file_is_destroyed_and_not_confirmed_any_more(uploaded):
    batch = services.check(uploaded(row()), now=NOW)

    services.discard(batch, by=None, now=NOW)

    assert list(vault.names()) == []
    assert not DataKey.objects.filter(subject=batch.pk).exists()
    with pytest.raises(KeyGone):
        queries.preview(batch, now=NOW)
    with pytest.raises(Refusal):
        services.confirm(batch, by=None, now=NOW)


def test_a_file_nobody_confirms_is_destroyed_after_a_day(uploaded):
    services.check(uploaded(row()), now=NOW)

    services.drive_imports(now=NOW + timedelta(hours=23))
    assert ImportBatch.objects.get().state == BatchState.CHECKED
    services.drive_imports(now=NOW + timedelta(hours=25))

    assert ImportBatch.objects.get().state == BatchState.DISCARDED
    assert list(vault.names()) == []
    assert not DataKey.objects.filter(purpose="BATCH").exists()


def test_a_lost_file_ends_its_import_with_a_reason(uploaded):
    batch = services.check(uploaded(row()), now=NOW)
    services.confirm(batch, by=None, now=NOW)
    vault.delete(batch.pk)

    services.drive_imports(now=NOW)

    assert ImportBatch.objects.get().state == BatchState.REFUSED
    assert ImportProblem.objects.get().code == "file_lost"


def test_the_error_file_names_places_and_remedies_and_holds_no_value(uploaded):
    batch = services.check(
        uploaded(row(order_no="=1+1"), BAD | {"=evil()": "secret-value"}), now=NOW
    )

    with translation.override("en"):
        text = b"".join(queries.error_file(batch)).decode("utf-8-sig").splitlines()

    assert text[0] == "Row,Column,Code,What to do,Kind"
    assert text[1].startswith("2,order_no,required,")
    assert text[2].startswith("3,recipient_phone,phone,")
    assert text[3].startswith("1,'=evil(),unknown_column,")
    assert "secret" not in "".join(text)


def test_the_page_and_the_error_file_say_what_the_command_says(shop, path, uploaded):
    long = row(order_no="B-2", carrier="x" * 61) | {"item_qty": "1.5"}
    untyped = row(order_no="C-3", recipient_id_number="110101199001010008")
    other = row(order_no="D-4", destination="Nowhere")
    records = (row(order_no=""), long, untyped, other)
    write(path, *records)
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + ",more\n")
    content = path.read_bytes()

    with translation.override("en"):
        told = imported(path, dry_run=True)
        batch = services.upload([content], merchant=shop, by=None, now=NOW)
        batch = services.check(batch, now=NOW)
        kept = [
            *queries.problems_of(batch, is_warning=False),
            *queries.problems_of(batch, is_warning=True),
        ]
        file = b"".join(queries.error_file(batch)).decode("utf-8-sig")
        said = [each.as_json() for each in (*told.errors, *told.warnings)]

    assert [each.as_json() for each in kept] == said
    messages = [each["message"] for each in said]
    assert [message in file for message in messages] == [True] * len(messages)
    assert "The record has more cells than the header." in " ".join(messages)
    assert "Every record needs its order number" in messages[0]
    usual = {str(text) for text in REMEDIES.values()}
    assert [each["code"] for each in said if each["message"] in usual] == []


def test_an_import_taken_up_again_says_the_same(shop, path):
    write(path, row(order_no=""), row(order_no="B-2", destination="Nowhere"))
    with translation.override("en"):
        first = [each.message for each in imported(path, dry_run=True).errors]
        batch = services.upload([path.read_bytes()], merchant=shop, by=None, now=NOW)
        services.check(batch, now=NOW)
        ImportBatch.objects.update(state=BatchState.RUNNING)
        ImportProblem.objects.all().delete()
        services.drive_imports(now=NOW)
        again = [
            each.message
            for each in queries.problems_of(ImportBatch.objects.get(), is_warning=False)
        ]

    assert list(map(str, again)) == list(map(str, first))


def test_an_import_is_taken_back_as_if_it_had_never_come(shop, path, uploaded):
    write(path, row(order_no="Z-9"))
    imported(path)
    before = contents()
    batch = services.check(uploaded(row(), row(order_no="B-2")), now=NOW)
    services.confirm(batch, by=None, now=NOW)
    services.drive_imports(now=NOW)
    issue_link(Order.objects.get(number="B-2"), by=None, now=NOW, send=False)

    services.take_back(batch, by=make_staff("operations"), now=LATER)

    assert contents() == before
    assert Decision.objects.count() == OrderLine.objects.count() == 1
    assert UploadLink.objects.count() == 0
    batch.refresh_from_db()
    assert batch.state == BatchState.TAKEN_BACK


def _send_a_document(order):
    make_record(order)


def _open_a_link(order):
    link, _url = issue_link(order, by=None, now=NOW, send=False)
    UploadLink.objects.filter(pk=link.pk).update(opened_at=NOW)


def _move_the_stage(order):
    move_stage(order, "SHIPPED", at=LATER, by=None, now=LATER)


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (_send_a_document, "a document was sent for 1"),
        (_open_a_link, "a link was opened for 1"),
        (_move_the_stage, "1 changed since"),
    ],
)
def test_an_import_that_something_depends_on_stays_and_says_why(
    shop, path, meanwhile, why
):
    write(path, row(), row(order_no="B-2"))
    imported(path)
    meanwhile(Order.objects.get(number="A-1"))

    with pytest.raises(Refusal) as refused, translation.override("en"):
        services.take_back(ImportBatch.objects.get(), by=None, now=LATER)

    assert why in str(refused.value)
    assert Order.objects.count() == 2


def test_an_import_whose_orders_a_later_one_changed_stays(shop, path):
    write(path, row(), row(order_no="B-2"))
    imported(path)
    first = ImportBatch.objects.get()
    write(path, row(paid="120.00"))
    imported(path, now=LATER)
    second = ImportBatch.objects.exclude(pk=first.pk).get()

    with pytest.raises(Refusal) as depended_on:
        services.take_back(first, by=None, now=LATER)
    with pytest.raises(Refusal) as updating:
        services.take_back(second, by=None, now=LATER)

    assert depended_on.value.code == "depended_on"
    assert updating.value.code == "updated_orders"
    assert Order.objects.count() == 2
