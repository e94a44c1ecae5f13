"""Checks as rows: written with a photo, planned with a document, done by a worker."""

from datetime import date, timedelta

import pytest

from clearance.demo.photograph import Flaw
from clearance.identity import services
from clearance.identity.autochecks import (
    DOCUMENT_CHECKS,
    PHOTO_CHECKS,
    VERSIONS,
    reads_of,
)
from clearance.identity.autochecks.reader import is_installed
from clearance.identity.enums import CheckCode, CheckOutcome, CheckState, ImageState
from clearance.identity.models import AutoCheck, IdImage
from clearance.identity.services import checks as service
from clearance.identity.services.keeping import FORGET_DRAFTS
from clearance.lib import vault
from clearance.management.commands.run_due import WORK
from tests.factories import NOW, add_photo, id_number, make_order, make_record
from tests.identity.uploading import TYPED, link_of

from .photos import shot

pytestmark = pytest.mark.django_db
LATER = NOW + service.LEASE + timedelta(seconds=1)


def send(order, *flaws, portrait=None, **typed):
    """A whole upload of generated photos, sent to review."""
    link, _url = link_of(order)
    services.save_details(link, TYPED | typed, now=NOW)
    services.save_side(link, "PORTRAIT", portrait or shot(*flaws), now=NOW)
    services.save_side(link, "EMBLEM", shot(side="EMBLEM"), now=NOW)
    return services.submit(link, consent=True, consent_reuse=False, now=NOW)


def outcome(record, code, side=None):
    row = AutoCheck.objects.get(record=record, code=code, image__side=side)
    return (row.outcome, row.detail)


def test_what_the_pixels_show_is_written_with_the_photo():
    link, _url = link_of(make_order())
    services.save_details(link, TYPED, now=NOW)

    image = services.save_side(link, "PORTRAIT", shot(Flaw.BLUR), now=NOW)

    rows = {row.code: row for row in AutoCheck.objects.filter(image=image)}
    assert rows.keys() == {*PHOTO_CHECKS, CheckCode.SAME_PICTURE}
    assert rows["SHARPNESS"].outcome == CheckOutcome.FAIL
    assert rows["SHARPNESS"].value > rows["SHARPNESS"].threshold
    assert rows["SAME_PICTURE"].state == CheckState.PLANNED
    assert {row.version for row in rows.values()} == {*VERSIONS.values()}


def test_before_the_type_is_known_the_side_is_left_for_later():
    link, _url = link_of(make_order())
    image = services.save_side(link, "PORTRAIT", shot(side="EMBLEM"), now=NOW)
    services.save_side(link, "EMBLEM", shot(side="EMBLEM", seed=2), now=NOW)
    services.save_details(link, TYPED, now=NOW)
    assert not AutoCheck.objects.filter(image=image, code=CheckCode.SIDE).exists()

    record = services.submit(link, consent=True, consent_reuse=False, now=NOW)
    services.drive_checks(now=NOW)

    assert outcome(record, "SIDE", "PORTRAIT") == ("FAIL", "emblem")


def test_a_sent_document_gets_every_check_once():
    record = send(make_order())
    planned = AutoCheck.objects.filter(record=record)

    services.plan_checks(record, now=NOW)
    services.drive_checks(now=NOW)

    wanted = {("", code) for code in DOCUMENT_CHECKS}
    for side in ("PORTRAIT", "EMBLEM"):
        codes = (*PHOTO_CHECKS, "SAME_PICTURE", *reads_of("RESIDENT_ID", side))
        wanted |= {(side, code) for code in codes}
    rows = planned.values_list("image__side", "code")
    there = [(side or "", code) for side, code in rows]
    assert len(there) == len(wanted)
    assert set(there) == wanted
    assert not planned.exclude(state=CheckState.DONE).exists()


def test_a_document_in_order_fails_nothing():
    record = send(make_order(), valid_until="2036-05-20")

    services.drive_checks(now=NOW)

    rows = AutoCheck.objects.filter(record=record)
    failed = rows.filter(outcome=CheckOutcome.FAIL)
    assert list(failed.values_list("code", "detail")) == []
    assert outcome(record, "NAME") == ("PASS", "")
    assert outcome(record, "DECLARED_NUMBER") == ("COULD_NOT_RUN", "not_declared")


@pytest.mark.skipif(is_installed(), reason="reads with the optional package")
def test_without_the_optional_package_nothing_is_read_and_that_is_said():
    record = send(make_order())

    services.drive_checks(now=NOW)

    said = outcome(record, "READ_NUMBER", "PORTRAIT")
    assert said == ("COULD_NOT_RUN", "not_installed")


def test_a_worker_that_died_leaves_its_checks_to_the_next():
    record = send(make_order())
    taken = service._lease_next(NOW)  # and nothing more: the worker is gone

    first = services.drive_checks(now=NOW)
    waiting = AutoCheck.objects.filter(state=CheckState.PLANNED)
    assert {row.pk for row in waiting} == {row.pk for row in taken}
    second = services.drive_checks(now=LATER)

    assert second == len(taken) > 0
    assert first > 0
    assert not AutoCheck.objects.filter(record=record, outcome="").exists()
    assert {AutoCheck.objects.get(pk=row.pk).attempts for row in taken} == {2}


def test_what_kills_every_worker_is_given_up_and_said():
    send(make_order())
    AutoCheck.objects.filter(state=CheckState.PLANNED).update(
        attempts=service.GIVE_UP_AFTER
    )

    services.drive_checks(now=NOW)

    given_up = AutoCheck.objects.filter(attempts__gt=service.GIVE_UP_AFTER)
    assert {row.detail for row in given_up} == {"gave_up"}


def test_a_late_worker_overwrites_nothing():
    record = send(make_order())
    taken = service._lease_next(NOW)
    services.drive_checks(now=LATER)
    before = list(AutoCheck.objects.order_by("pk").values("pk", "done_at", "outcome"))

    assert service._work_off(taken, LATER + timedelta(hours=1)) == 0

    after = list(AutoCheck.objects.order_by("pk").values("pk", "done_at", "outcome"))
    assert after == before
    assert record.checks.exists()


def test_a_vault_that_is_away_costs_no_try(monkeypatch):
    record = make_record(state="PENDING")
    services.plan_checks(record, now=NOW)

    def away(name):
        raise vault.VaultUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(vault, "get", away)
        services.drive_checks(now=NOW)

    stuck = AutoCheck.objects.filter(state=CheckState.PLANNED)
    assert {row.code for row in stuck} >= {"SHARPNESS", "SAME_PICTURE"}
    assert {row.attempts for row in stuck} == {0}
    services.drive_checks(now=LATER)
    assert not AutoCheck.objects.filter(state=CheckState.PLANNED).exists()


def test_a_photo_that_is_lost_is_said_to_be():
    record = make_record(state="PENDING")
    services.plan_checks(record, now=NOW)
    for image in IdImage.objects.filter(record=record):
        vault.delete(image.pk)

    services.drive_checks(now=NOW)

    said = outcome(record, "SHARPNESS", "PORTRAIT")
    assert said == ("COULD_NOT_RUN", "photo_lost")


def test_a_stored_photo_is_measured_again_where_its_figures_are_not_known():
    record = make_record(state="PENDING")
    services.plan_checks(record, now=NOW)

    services.drive_checks(now=NOW)

    rows = AutoCheck.objects.filter(record=record, code="SHARPNESS")
    assert rows.count() == 2
    assert all(row.outcome for row in rows)
    said = outcome(record, "EDITING", "PORTRAIT")
    assert said == ("COULD_NOT_RUN", "file_gone")


def test_the_same_picture_for_another_person_is_found():
    order = make_order()
    first = send(order)
    other = make_order(name="王样本", phone="13900005678")
    record = send(other, portrait=shot(), name="王样本", number=id_number(5))

    services.drive_checks(now=NOW)

    assert outcome(first, "SAME_PICTURE", "PORTRAIT") == ("FAIL", "other_person")
    assert outcome(record, "SAME_PICTURE", "PORTRAIT") == ("FAIL", "other_person")


def test_a_picture_saved_again_for_another_person_is_found():
    from clearance.demo.tampering import Tampering, tampered

    send(make_order())
    other = make_order(name="王样本", phone="13900005678")
    resaved = tampered(shot(), Tampering.RESAVED)
    record = send(other, portrait=resaved, name="王样本", number=id_number(5))

    services.drive_checks(now=NOW)

    row = AutoCheck.objects.get(
        record=record, code="SAME_PICTURE", image__side="PORTRAIT"
    )
    assert (row.outcome, row.detail) == ("FAIL", "other_person")
    assert 0 < row.value <= row.threshold


def test_a_number_of_another_person_is_found():
    make_record(make_order(name="王样本", phone="13900005678"), with_photos=False)

    record = send(make_order())
    services.drive_checks(now=NOW)

    assert outcome(record, "NUMBER_REUSED") == ("FAIL", "other_person")


def test_the_number_and_name_are_held_against_the_order():
    sealed = {"recipient_id_number": id_number(7), "recipient_id_type": "RESIDENT_ID"}
    record = send(make_order(sealed=sealed), name="李示例")

    services.drive_checks(now=NOW)

    assert outcome(record, "DECLARED_NUMBER") == ("FAIL", "differs")
    assert outcome(record, "NAME") == ("FAIL", "differs")


def test_of_a_replaced_photo_nothing_is_left_to_compare_or_to_do():
    link, _url = link_of(make_order())
    services.save_details(link, TYPED, now=NOW)
    first = services.save_side(link, "PORTRAIT", shot(Flaw.BLUR), now=NOW)

    services.save_side(link, "PORTRAIT", shot(), now=NOW)

    rows = AutoCheck.objects.filter(image=first)
    assert IdImage.objects.get(pk=first.pk).state == ImageState.DELETED
    assert not rows.filter(state=CheckState.PLANNED).exists()
    assert not rows.filter(sealed__isnull=False).exists()
    assert rows.get(code="SHARPNESS").outcome == CheckOutcome.FAIL


def test_a_forgotten_draft_takes_its_checks_along():
    link, _url = link_of(make_order())
    services.save_side(link, "PORTRAIT", shot(), now=NOW)
    services.drive_links(now=link.expires_at + timedelta(minutes=1))

    services.drive_drafts(now=link.expires_at + FORGET_DRAFTS + timedelta(days=1))

    assert not AutoCheck.objects.exists()


def test_what_a_picture_looks_like_lies_sealed():
    from .photos import taken

    link, _url = link_of(make_order())
    image = services.save_side(link, "PORTRAIT", shot(), now=NOW)

    row = AutoCheck.objects.get(image=image, code="SAME_PICTURE")
    look = taken(shot()).look

    assert row.sealed is not None
    assert look.encode() not in row.sealed
    assert bytes.fromhex(look) not in row.sealed
    assert service.Work(row, NOW).find(CheckCode.SAME_PICTURE).outcome == "PASS"


def test_no_row_holds_what_a_document_says():
    record = send(make_order(), valid_until="2036-05-20")
    services.drive_checks(now=NOW)

    told = str(list(AutoCheck.objects.filter(record=record).defer("sealed").values()))

    for value in (TYPED["number"], TYPED["name"], date(2036, 5, 20).isoformat()):
        assert value not in told


def test_a_photo_that_the_sweep_adopts_is_checked_too():
    record = make_record(submitted_at=None, state="PENDING", sides=())
    image = add_photo(record, "PORTRAIT")
    image.state = ImageState.INTENT
    image.save()
    services.sweep_storage(now=NOW + timedelta(days=2), keepers=())

    done = services.drive_checks(now=NOW + timedelta(days=2))

    assert done == len(PHOTO_CHECKS) + 1


def test_what_is_due_is_done_each_minute():
    send(make_order())

    assert WORK["checks"](now=NOW) > 0

    assert not AutoCheck.objects.filter(state=CheckState.PLANNED).exists()
