"""What people type about a document: checked, kept, or named with its fault."""

from datetime import date

import pytest

from clearance.identity import services
from clearance.identity.models import IdRecord
from clearance.identity.queries.contents import unseal_records
from tests.factories import NOW, id_number, make_order
from tests.identity.uploading import TYPED, draft, link_of

pytestmark = pytest.mark.django_db


def send(link, **also):
    return services.submit(
        link, **({"consent": True, "consent_reuse": False, "now": NOW} | also)
    )


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"document_type": "LIBRARY_CARD"}, "document_type", "document_type"),
        ({"document_type": "RU_PASSPORT"}, "document_type", "document_type"),
        ({"number": "110101199001010006"}, "document_type", "document_type"),
        (
            {"document_type": "RESIDENT_ID", "number": "11010119900101000X"},
            "number",
            "checksum",
        ),
        (
            {"document_type": "RESIDENT_ID", "number": "110101900101000"},
            "number",
            "first_generation",
        ),
        (
            {"document_type": "RESIDENT_ID", "number": "1.10101E+17"},
            "number",
            "damaged",
        ),
        ({"name": "\u200b"}, "name", "required"),
        ({"name": "李" * 101}, "name", "length"),
        ({"valid_until": "soon"}, "valid_until", "date"),
        ({"valid_until": "2031-02-30"}, "valid_until", "date"),
        ({"valid_until": "9999-12-31"}, "valid_until", "date"),
        ({"valid_until": "2026-11-20"}, "valid_until", "expired"),
        ({"valid_until": "2026-11-27"}, "valid_until", "expired"),
        ({"inn": "123456789037"}, "inn", "checksum"),
    ],
)
def test_a_wrong_field_is_named_with_its_code_and_nothing_is_kept(typed, field, code):
    link, _url = link_of(make_order())

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_details(link, typed | {"guardian_name": "王演示"}, now=NOW)

    assert {name: each.code for name, each in refused.value.problems.items()} == {
        field: code
    }
    assert not IdRecord.objects.filter(sealed__isnull=False).exists()


def test_every_wrong_field_is_named_at_once_and_no_message_repeats_a_value():
    link, _url = link_of(make_order())
    typed = TYPED | {"number": "11010119900101000X", "valid_until": "2001-01-01"}

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_details(link, typed, now=NOW)

    said = " ".join(str(each.message) for each in refused.value.problems.values())
    assert sorted(refused.value.problems) == ["number", "valid_until"]
    assert "11010119900101000X" not in said
    assert "2001" not in said


@pytest.mark.parametrize(
    "written", ["2034-05-20", "2034.5.20", "2034/05/20", " ２０３４-05-20 "]
)
def test_dates_are_read_as_people_write_them(written):
    link, _url = link_of(make_order())

    record = services.save_details(link, {"valid_until": written}, now=NOW)

    assert record.valid_until == date(2034, 5, 20)


def test_a_long_term_card_has_no_last_day():
    link, _url = link_of(make_order())
    services.save_details(link, {"valid_until": "2034-05-20"}, now=NOW)

    record = services.save_details(link, {"long_term": "on"}, now=NOW)

    assert (record.long_term, record.valid_until) == (True, None)


def test_a_last_day_and_long_term_together_are_one_too_many():
    link, _url = link_of(make_order())
    both = {"valid_until": "2034-05-20", "long_term": "on"}

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_details(link, both, now=NOW)

    [(field, problem)] = refused.value.problems.items()
    assert (field, problem.code) == ("valid_until", "date_and_long_term")
    assert str(problem.message) == (
        "Give the date or “long-term”, not both: empty the date, or untick the box."
    )


def test_fields_come_in_any_order_and_blank_ones_change_nothing():
    link, _url = link_of(make_order())
    services.save_details(link, {"name": "李样本"}, now=NOW)
    services.save_details(
        link, {"document_type": "RESIDENT_ID", "number": TYPED["number"]}, now=NOW
    )

    record = services.save_details(link, {"name": "  ", "number": ""}, now=NOW)

    kept = unseal_records([record])[record.pk]
    assert kept == {"name": "李样本", "number": TYPED["number"]}


def test_another_type_is_checked_against_the_number_given_before():
    link, _url = link_of(make_order())
    services.save_details(link, TYPED, now=NOW)

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_details(link, {"document_type": "HKID"}, now=NOW)

    assert list(refused.value.problems) == ["number"]


def test_a_child_needs_a_guardian_who_agrees():
    link, _url = link_of(make_order())
    number = id_number(born=date(2015, 3, 1))

    record = draft(link, number=number)
    assert services.missing(record, now=NOW) == ["guardian_name", "guardian_consent"]
    with pytest.raises(services.Incomplete) as refused:
        send(link)
    assert refused.value.missing == ["guardian_name", "guardian_consent"]

    services.save_details(
        link, {"guardian_name": "李演示", "guardian_consent": "on"}, now=NOW
    )
    assert send(link).guardian_consent
