import pytest

from clearance.identity import services
from clearance.identity.enums import LinkEnd
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.queries import standing
from clearance.identity.queries.contents import unseal_records
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from tests.factories import NOW, make_order, make_record, make_staff, photo_bytes
from tests.identity.uploading import TYPED, link_of

pytestmark = pytest.mark.django_db

GIVEN = TYPED | {
    "images": {"PORTRAIT": photo_bytes(), "EMBLEM": photo_bytes(side="EMBLEM")},
    "received_by": "COUNTER",
    "reason": "The person came to the counter.",
    "evidence": "Signed form of today, folder 3.",
}


def record(order, *, role="supervisor", **changed):
    return services.record_received(
        order, **(GIVEN | changed), by=make_staff(role), now=NOW
    )


def test_a_recorded_document_waits_for_review_and_ends_the_link():
    order = make_order()
    link, _url = link_of(order)

    made = record(order, consent_reuse=True)

    link.refresh_from_db()
    kept = unseal_records([made])[made.pk]
    assert standing(order, today(NOW)).state == "IN_REVIEW"
    assert link.ended_because == LinkEnd.NOT_NEEDED
    assert (made.source, made.received_by) == ("STAFF", "COUNTER")
    assert made.consent_reuse
    assert kept["consent_evidence"] == "Signed form of today, folder 3."
    assert kept["number"] == TYPED["number"]
    assert len(services.active_images(made)) == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"received_by": ""}, "received_by"),
        ({"reason": "-"}, "reason"),
        ({"evidence": ""}, "evidence"),
        ({"number": "11010119900101000X"}, "number"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"images": GIVEN["images"] | {"EMBLEM": b"no photo"}}, "emblem"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(changed, field):
    order = make_order()

    with pytest.raises(services.FieldsRefused) as refused:
        record(order, **changed)

    assert list(refused.value.problems) == [field]
    assert not IdRecord.objects.exists()


def test_a_missing_side_is_named():
    order = make_order()

    with pytest.raises(services.Incomplete) as refused:
        record(order, images={"PORTRAIT": photo_bytes()})

    assert refused.value.missing == ["emblem"]
    assert not IdImage.objects.exists()


@pytest.mark.parametrize("role", ["reviewer", "support", "customs"])
def test_only_who_may_record_documents_records_them(role):
    order = make_order()

    with pytest.raises(Refusal) as refused:
        record(order, role=role)

    assert refused.value.code == "no_permission"


@pytest.mark.parametrize(
    ("level", "code"),
    [("NUMBER_ONLY", "not_asked"), ("NONE", "not_asked"), ("UNDECIDED", "undecided")],
)
def test_where_no_photos_are_asked_none_are_recorded(level, code):
    order = make_order(level)

    with pytest.raises(Refusal) as refused:
        record(order)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("state", "code"), [("ACCEPTED", "already_on_file"), ("PENDING", "in_review")]
)
def test_a_document_that_serves_is_not_recorded_twice(state, code):
    order = make_order()
    make_record(order, state=state, with_photos=False)

    with pytest.raises(Refusal) as refused:
        record(order)

    assert refused.value.code == code
