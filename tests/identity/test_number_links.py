"""Links that ask for a number alone."""

import pytest

from clearance.identity import services
from clearance.lib.verdicts import Refusal
from tests.factories import NOW, id_number, make_order
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db


def send(link, **also):
    return services.submit(
        link, **({"consent": True, "consent_reuse": False, "now": NOW} | also)
    )


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"document_type": "X"}, {"document_type": "document_type"}),
        ({"number": "11010119900101000X"}, {"number": "checksum"}),
        ({"number": ""}, {"number": "empty"}),
    ],
)
def test_a_wrong_number_is_named_and_the_link_lives_on(typed, problems):
    link, _url = link_of(make_order("NUMBER_ONLY"))
    given = {
        "name": "李样本",
        "document_type": "RESIDENT_ID",
        "number": id_number(),
    } | typed

    with pytest.raises(services.FieldsRefused) as refused:
        services.submit_number(link, **given, now=NOW)

    said = {name: each.code for name, each in refused.value.problems.items()}
    assert said == problems
    link.refresh_from_db()
    assert link.ended_at is None


def test_a_number_link_takes_no_photos_and_a_photo_link_no_number():
    number_link, _url = link_of(make_order("NUMBER_ONLY"))
    photo_link, _url = link_of(make_order())

    with pytest.raises(Refusal) as no_photos:
        services.start_record(number_link, now=NOW)
    with pytest.raises(Refusal) as no_number:
        services.submit_number(
            photo_link,
            name="李样本",
            document_type="RESIDENT_ID",
            number=id_number(),
            now=NOW,
        )

    assert (no_photos.value.code, no_number.value.code) == ("link_ended", "link_ended")
