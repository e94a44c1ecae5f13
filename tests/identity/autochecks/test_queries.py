"""What the findings say: to staff everything, to the person one thing."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from clearance.demo.photograph import Flaw
from clearance.desk.checks import checks_of
from clearance.identity import services
from clearance.identity.enums import CheckCode
from clearance.identity.models import IdRecord
from clearance.identity.queries import check_words
from clearance.identity.queries.checks import (
    finding_for_person,
    findings_of,
    may_send_anyway,
    tries_of,
)
from clearance.upload.findings import slot_findings
from tests.factories import NOW, make_order, make_record
from tests.identity.uploading import TYPED, link_of

from .photos import shot

pytestmark = pytest.mark.django_db


@pytest.fixture
def link():
    link, _url = link_of(make_order())
    services.save_details(link, TYPED | {"valid_until": "2036-05-20"}, now=NOW)
    return link


def record_of(link):
    return IdRecord.objects.get(links=link)


def test_staff_see_every_check_side_by_side(link):
    services.save_side(link, "EMBLEM", shot(side="EMBLEM"), now=NOW)
    services.save_side(link, "PORTRAIT", shot(Flaw.GLARE), now=NOW)
    record = services.submit(link, consent=True, consent_reuse=False, now=NOW)
    services.drive_checks(now=NOW)

    found = findings_of(record)

    sides = [finding.side for finding in found]
    assert sides == sorted(sides, key=["PORTRAIT", "EMBLEM", ""].index)
    [glare] = [f for f in found if (f.code, f.side) == ("GLARE", "PORTRAIT")]
    assert (glare.outcome, str(glare.sentence)) == (
        "FAIL",
        "A part of the document is burnt out to white.",
    )
    assert glare.value > glare.threshold
    assert all(f.sentence for f in found if f.outcome != "PASS")


def test_a_replaced_photo_is_no_longer_spoken_of(link):
    services.save_side(link, "PORTRAIT", shot(Flaw.BLUR), now=NOW)
    services.save_side(link, "PORTRAIT", shot(), now=NOW)

    found = {(f.code, f.outcome) for f in findings_of(record_of(link))}

    assert ("SHARPNESS", "PASS") in found
    assert ("SHARPNESS", "FAIL") not in found


def test_the_person_is_asked_one_thing_the_most_useful_first(link):
    image = services.save_side(link, "PORTRAIT", shot(Flaw.BLUR, Flaw.GREY), now=NOW)

    said = finding_for_person(image)

    assert said is not None
    assert said.code == CheckCode.SHARPNESS
    assert str(said.sentence).startswith("The letters are not sharp.")


def test_of_a_good_photo_the_person_is_told_nothing(link):
    image = services.save_side(link, "PORTRAIT", shot(), now=NOW)

    assert finding_for_person(image) is None
    assert slot_findings(record_of(link)) == {}


def test_after_three_photos_of_a_side_it_may_be_sent_as_it_is(link):
    may = []
    for seed in (1, 2, 3):
        services.save_side(link, "PORTRAIT", shot(Flaw.BLUR, seed=seed), now=NOW)
        may.append(may_send_anyway(record_of(link), "PORTRAIT"))

    assert may == [False, False, True]
    assert tries_of(record_of(link)) == {"PORTRAIT": 3}
    assert slot_findings(record_of(link))["portrait"].may_send_anyway is True


def test_the_review_page_gets_words_colours_and_shapes(link):
    services.save_side(link, "PORTRAIT", shot(Flaw.GREY), now=NOW)

    with override("en"):
        checks = checks_of(record_of(link))
        page = render_to_string("desk/_checks.html", {"checks": checks})

    assert (len(checks.to_look_at), checks.waiting) == (1, 1)
    assert '<span class="badge" data-s="act">Look at this</span>' in page
    assert '<span class="badge" data-s="none">Could not run</span>' in page
    # What failed stands above all others, with what it means.
    told, every = page.split("<details>")
    assert "Nearly without colour: perhaps a copy." in told
    assert "Nearly without colour: perhaps a copy." in every
    assert TYPED["number"] not in page


def test_a_document_of_before_the_checks_says_so():
    record = make_record(with_photos=False)

    with override("en"):
        page = render_to_string("desk/_checks.html", {"checks": checks_of(record)})

    assert "No check ran on this document" in page


def test_the_slot_says_one_thing_and_nothing_where_all_is_well(link):
    services.save_side(link, "PORTRAIT", shot(Flaw.DARK), now=NOW)
    finding = slot_findings(record_of(link))["portrait"]

    with override("en"):
        page = render_to_string("upload/_finding.html", {"finding": finding})
        nothing = render_to_string("upload/_finding.html", {"finding": None})

    assert "The photo is too dark. Take it again by a window." in page
    assert "you may send it as it is" not in page
    assert nothing.strip() == ""


def test_every_request_to_the_person_has_a_sentence_for_staff():
    assert check_words.FOR_THE_PERSON.keys() <= check_words.FOR_STAFF.keys()
