"""A data key opens what is one subject's, until it is destroyed."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from clearance.keys.errors import KeyGone, Tampered, UnknownKey
from clearance.keys.models import DataKey
from clearance.keys.ring import Purpose, generate
from clearance.keys.services import (
    create_key,
    create_keys,
    destroy_keys,
    open_key,
    open_keys,
    ring_problems,
    seal_account_secret,
    unseal_account_secret,
)

pytestmark = pytest.mark.django_db
PLACE = ("clearance.recipient", uuid4(), "sealed")
VALUES = {"name": "样本甲"}


def test_what_a_new_key_seals_opens_with_the_kept_one(now):
    subject = uuid4()
    blob = create_key(subject, "PERSON", now=now).seal(*PLACE, VALUES)

    kept = open_key(subject, "PERSON")

    assert kept.unseal(*PLACE, blob) == VALUES
    assert DataKey.objects.get().created_at == now


def test_a_subject_has_one_key_for_each_purpose(now):
    subject = uuid4()

    first = create_key(subject, "PERSON", now=now)
    again = create_key(subject, "PERSON", now=now)
    other = create_key(subject, "RECORD", now=now)

    assert again.data_key_id == first.data_key_id
    assert again.unseal(*PLACE, first.seal(*PLACE, VALUES)) == VALUES
    with pytest.raises(Tampered):
        other.unseal(*PLACE, first.seal(*PLACE, VALUES))


def test_the_database_refuses_a_second_key(now):
    key = create_key(uuid4(), "PERSON", now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.create(
            subject=key.subject,
            purpose="PERSON",
            kek_id="any",
            wrapped=b"",
            created_at=now,
        )


def test_many_keys_are_made_beside_those_that_exist(now):
    old, new = [uuid4() for _ in range(3)], [uuid4() for _ in range(3)]
    before = create_keys(old, "PERSON", now=now)

    keys = create_keys([*old, *new, *new], "PERSON", now=now)

    assert set(keys) == {*old, *new}
    assert {s: keys[s].data_key_id for s in old} == {
        s: key.data_key_id for s, key in before.items()
    }
    assert DataKey.objects.count() == 6


def test_many_keys_are_opened_in_one_query(now, django_assert_num_queries):
    subjects = list(create_keys([uuid4() for _ in range(50)], "PERSON", now=now))

    with django_assert_num_queries(1):
        opened = open_keys([*subjects, uuid4()], "PERSON")

    assert set(opened) == set(subjects)


def test_a_whole_import_chunk_is_made_in_few_queries(
    now, django_assert_max_num_queries
):
    subjects = [uuid4() for _ in range(2_000)]

    # A savepoint and its release, the rows, and (on SQLite) which of them won.
    with django_assert_max_num_queries(4):
        keys = create_keys(subjects, "PERSON", now=now)

    assert len(keys) == 2_000


def test_opening_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert open_keys([], "PERSON") == {}


def test_a_destroyed_key_opens_nothing_any_more(now):
    subject, other = uuid4(), uuid4()
    create_keys([subject, other], "PERSON", now=now)
    create_key(subject, "RECORD", now=now)

    destroyed = destroy_keys([subject, uuid4()], "PERSON", by=None, now=now)

    assert destroyed == 1
    with pytest.raises(KeyGone):
        open_key(subject, "PERSON")
    assert open_key(other, "PERSON").subject == other
    assert open_key(subject, "RECORD").subject == subject


def test_a_new_key_does_not_open_what_the_destroyed_one_sealed(now):
    subject = uuid4()
    blob = create_key(subject, "PERSON", now=now).seal(*PLACE, VALUES)
    destroy_keys([subject], "PERSON", by=None, now=now)

    again = create_key(subject, "PERSON", now=now)

    with pytest.raises(Tampered):
        again.unseal(*PLACE, blob)


@pytest.mark.parametrize("swapped", ["subject", "purpose", "kek_id"])
def test_a_wrapped_key_given_to_another_is_refused(ring, settings, now, swapped):
    key = create_key(uuid4(), "PERSON", now=now)
    other = {"subject": uuid4(), "purpose": "RECORD", "kek_id": ring.primary["audit"]}

    DataKey.objects.update(**{swapped: other[swapped]})

    row = DataKey.objects.get()
    with pytest.raises(Tampered):
        open_key(row.subject, row.purpose)
    assert key.data_key_id == row.pk


def test_the_key_itself_is_not_in_the_row(now):
    key = create_key(uuid4(), "PERSON", now=now)

    wrapped = bytes(DataKey.objects.get().wrapped)

    assert len(wrapped) == 1 + 12 + 32 + 16
    assert wrapped.find(key._material) == -1


def test_without_its_ring_nothing_opens_and_the_key_is_named(settings, ring, now):
    subject = uuid4()
    create_key(subject, "PERSON", now=now)
    foreign = generate(now)

    settings.CLEARANCE_KEYRING = _text(foreign)

    kek_id = ring.primary[Purpose.KEK]
    with pytest.raises(UnknownKey) as refused:
        open_key(subject, "PERSON")
    assert refused.value.key_id == kek_id
    assert ring_problems() == [
        f"Data keys are wrapped by key {kek_id!r}, which the ring cannot use."
    ]


def test_a_destroyed_wrapping_key_still_needed_is_named(settings, ring, now):
    create_key(uuid4(), "PERSON", now=now)
    kek = ring.primary_key(Purpose.KEK)
    after = ring.with_primary(generate(now).primary_key(Purpose.KEK))

    settings.CLEARANCE_KEYRING = _text(after.with_keys(kek.destroyed()))

    assert ring_problems() == [
        f"Data keys are wrapped by key {kek.id!r}, which the ring cannot use."
    ]


def test_a_sound_ring_has_no_problems(ring, now):
    create_key(uuid4(), "PERSON", now=now)

    assert ring_problems() == []


def test_a_row_shows_no_data(now):
    create_key(uuid4(), "PERSON", now=now)

    row = DataKey.objects.get()

    assert str(row) == f"Data key {row.pk} (PERSON)"


def test_the_secret_of_a_second_factor_is_kept_as_sealed_text(now):
    sealed = seal_account_secret("JBSWY3DPEHPK3PXP", now=now)

    assert sealed.isascii()
    assert sealed.find("JBSWY3DPEHPK3PXP") == -1
    assert unseal_account_secret(sealed) == "JBSWY3DPEHPK3PXP"
    assert unseal_account_secret(seal_account_secret("other")) == "other"


@pytest.mark.parametrize("text", ["", "JBSWY3DPEHPK3PXP", "not base64!", "AQ=="])
def test_a_secret_that_was_not_sealed_is_refused(now, text):
    seal_account_secret("any", now=now)

    with pytest.raises(Tampered):
        unseal_account_secret(text)


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_keys_at_once_get_the_same(now):
    subjects = [uuid4() for _ in range(40)]

    def make(order):
        try:
            return create_keys(order, "PERSON", now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(make, [subjects, subjects[::-1]] * 2))

    ids = {frozenset(key.data_key_id for key in keys.values()) for keys in made}
    assert len(ids) == 1
    assert DataKey.objects.count() == 40
    blob = made[0][subjects[0]].seal(*PLACE, VALUES)
    assert [keys[subjects[0]].unseal(*PLACE, blob) for keys in made] == [VALUES] * 4


def _text(ring):
    return json.dumps(ring.as_json())
