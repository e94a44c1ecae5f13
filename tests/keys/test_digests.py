"""Digests are equal for equal values of one column, and for nothing else."""

import json

import pytest

from clearance.keys import blind, seals
from clearance.keys.errors import UnknownKey
from clearance.keys.ring import Purpose, RingKey, generate


def test_equal_values_have_equal_digests(ring):
    phone = blind.digester("recipient.phone")

    assert phone("13900000000") == blind.digest("recipient.phone", "13900000000")
    assert phone("13900000000") != phone("13900000001")
    assert len(phone("13900000000")) == blind.DIGEST_BYTES


def test_columns_never_compare(ring):
    value = "样本"

    digests = {
        blind.digest("a", value),
        blind.digest("b", value),
        blind.digest("", "a" + value),
        blind.digest("a" + value, ""),
        blind.token_digest(value),
    }

    assert len(digests) == 5


def test_another_ring_gives_other_digests(ring, settings, now):
    before = blind.digest("a", "样本"), blind.token_digest("t"), seals.chain_mac()(b"x")

    settings.CLEARANCE_KEYRING = json.dumps(generate(now).as_json())

    after = blind.digest("a", "样本"), blind.token_digest("t"), seals.chain_mac()(b"x")
    assert set(before).isdisjoint(after)


def test_purposes_are_independent(ring, settings, now):
    before = blind.digest("a", "样本")

    fresh = RingKey.fresh(Purpose.KEK, now)
    settings.CLEARANCE_KEYRING = json.dumps(ring.with_primary(fresh).as_json())

    assert blind.digest("a", "样本") == before


def test_an_older_audit_key_still_verifies_its_entries(ring, settings, now):
    old_id, old = seals.chain_key_id(), seals.chain_mac()(b"entry")
    fresh = RingKey.fresh(Purpose.AUDIT, now)
    settings.CLEARANCE_KEYRING = json.dumps(ring.with_primary(fresh).as_json())

    assert seals.chain_key_id() == fresh.id
    assert seals.chain_mac(old_id)(b"entry") == old
    assert seals.chain_mac()(b"entry") != old
    with pytest.raises(UnknownKey):
        seals.chain_mac("audit-lost")


def test_an_anchor_verifies_as_it_was_signed(ring):
    signature = seals.sign_anchor(b"head")

    assert len(signature) == 64
    assert seals.verify_anchor(b"head", signature) is True
    assert seals.verify_anchor(b"heads", signature) is False
    forged = signature[:-1] + bytes([signature[-1] ^ 1])
    assert seals.verify_anchor(b"head", forged) is False
    assert seals.verify_anchor(b"head", b"") is False


def test_an_anchor_never_passes_for_a_certificate(ring):
    assert seals.verify_certificate(b"head", seals.sign_certificate(b"head")) is True
    assert seals.verify_certificate(b"head", seals.sign_anchor(b"head")) is False


def test_anchors_of_an_older_key_still_verify(ring, settings, now):
    signature = seals.sign_anchor(b"head")
    retired = ring.primary_key(Purpose.ANCHOR).retired(destroy_after=None)
    after = ring.with_keys(retired).with_primary(RingKey.fresh(Purpose.ANCHOR, now))
    settings.CLEARANCE_KEYRING = json.dumps(after.as_json())

    assert seals.verify_anchor(b"head", signature) is True
    assert seals.sign_anchor(b"head") != signature


def test_another_installation_did_not_sign(ring, settings, now):
    signature = seals.sign_anchor(b"head")

    settings.CLEARANCE_KEYRING = json.dumps(generate(now).as_json())

    assert seals.verify_anchor(b"head", signature) is False
