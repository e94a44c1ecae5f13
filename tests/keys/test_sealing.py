"""A sealed value opens where it was sealed, and nowhere else."""

from uuid import UUID

import pytest

from clearance.keys import cipher
from clearance.keys.errors import Tampered
from clearance.keys.opened import OpenedKey

ROW = UUID("01890000-0000-7000-8000-000000000001")
OTHER_ROW = UUID("01890000-0000-7000-8000-000000000002")
PERSON = UUID("01890000-0000-7000-8000-00000000000a")
DATA_KEY = UUID("01890000-0000-7000-8000-00000000000b")
VALUES = {"name": "样本甲", "phone": "13900000000", "address": "样本路一号"}


def a_key(material: bytes = b"k" * 32, data_key_id: UUID = DATA_KEY) -> OpenedKey:
    return OpenedKey(
        data_key_id=data_key_id, subject=PERSON, purpose="PERSON", material=material
    )


def test_texts_open_as_they_were_sealed():
    key = a_key()
    values = {**VALUES, "empty": "", "emoji": "🀄", "long": "长" * 70_000}

    blob = key.seal("clearance.order", ROW, "sealed", values)

    assert key.unseal("clearance.order", ROW, "sealed", blob) == values
    assert key.unseal("clearance.order", ROW, "sealed", memoryview(blob)) == values


def test_what_is_unknown_is_left_out():
    key = a_key()

    blob = key.seal("clearance.order", ROW, "sealed", {"name": "样本", "phone": None})

    assert key.unseal("clearance.order", ROW, "sealed", blob) == {"name": "样本"}


def test_nothing_at_all_can_be_sealed():
    key = a_key()

    blob = key.seal("clearance.order", ROW, "sealed", {})

    assert len(blob) == cipher.OVERHEAD
    assert key.unseal("clearance.order", ROW, "sealed", blob) == {}


def test_a_sealed_value_shows_no_plaintext():
    blob = a_key().seal("clearance.order", ROW, "sealed", VALUES)

    for value in VALUES.values():
        assert blob.find(value.encode()) == -1


def test_the_same_text_is_never_sealed_alike():
    key = a_key()

    blobs = {key.seal("clearance.order", ROW, "sealed", VALUES) for _ in range(2000)}

    assert len(blobs) == 2000
    assert len({blob[1:13] for blob in blobs}) == 2000


@pytest.mark.parametrize(
    ("label", "row", "field"),
    [
        ("clearance.recipient", ROW, "sealed"),
        ("clearance.order", OTHER_ROW, "sealed"),
        ("clearance.order", ROW, "orderer"),
        # The same letters, cut elsewhere.
        ("clearance.orders", ROW, "ealed"),
        ("", ROW, "sealed"),
    ],
)
def test_a_value_moved_elsewhere_is_refused(label, row, field):
    key = a_key()
    blob = key.seal("clearance.order", ROW, "sealed", VALUES)

    with pytest.raises(Tampered):
        key.unseal(label, row, field, blob)


def test_a_value_of_another_person_is_refused():
    blob = a_key().seal("clearance.order", ROW, "sealed", VALUES)

    with pytest.raises(Tampered):
        a_key(material=b"o" * 32).unseal("clearance.order", ROW, "sealed", blob)


def test_a_value_of_another_data_key_row_is_refused():
    blob = a_key().seal("clearance.order", ROW, "sealed", VALUES)

    with pytest.raises(Tampered):
        a_key(data_key_id=ROW).unseal("clearance.order", ROW, "sealed", blob)


def test_a_value_with_any_bit_flipped_is_refused():
    key = a_key()
    blob = key.seal("clearance.order", ROW, "sealed", VALUES)

    for at in range(len(blob) * 8):
        flipped = bytearray(blob)
        flipped[at // 8] ^= 1 << (at % 8)
        with pytest.raises(Tampered):
            key.unseal("clearance.order", ROW, "sealed", bytes(flipped))


def test_a_value_cut_short_or_lengthened_is_refused():
    key = a_key()
    blob = key.seal("clearance.order", ROW, "sealed", VALUES)

    for cut in range(len(blob)):
        with pytest.raises(Tampered):
            key.unseal("clearance.order", ROW, "sealed", blob[:cut])
    with pytest.raises(Tampered):
        key.unseal("clearance.order", ROW, "sealed", blob + b"\0")


@pytest.mark.parametrize("value", [13900000000, b"bytes", ["list"], True])
def test_only_texts_are_sealed_and_the_refusal_names_the_field_alone(value):
    with pytest.raises(TypeError) as refused:
        a_key().seal("clearance.order", ROW, "sealed", {"phone": value})

    assert str(refused.value) == "'phone' must be text."


def test_half_a_character_is_refused_without_repeating_the_text():
    with pytest.raises(ValueError) as refused:
        a_key().seal("clearance.order", ROW, "sealed", {"name": "样本\ud800"})

    assert str(refused.value) == "'name' is not valid Unicode text."
    assert refused.value.__suppress_context__


def test_an_opened_key_shows_and_gives_away_nothing():
    key = a_key(material=b"secretsecretsecretsecretsecretse")

    assert repr(key) == f"<OpenedKey {DATA_KEY}>"
    with pytest.raises(TypeError):
        key.__reduce__()
