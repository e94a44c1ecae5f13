"""The line to a provider: signed, bounded, and clear about what kept an answer."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from clearance.identity.realname import Unanswered, provider
from clearance.identity.rules import Question
from clearance.lib import signed_line
from tests.identity.realname.standin import Standin, register_of

KEY = "0190-one-question"


def question(person, **other):
    said = {
        "document_type": "RESIDENT_ID",
        "number": person.number,
        "name": person.name,
    }
    return Question(**said | other)


def reason(asked):
    with pytest.raises(Unanswered) as none:
        provider().ask(asked, key=KEY)
    return none.value.reason


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(signed_line, "READ_SECONDS", 0.2)
    monkeypatch.setattr(signed_line, "ALL_SECONDS", 0.6)


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({}, "SAME"),
        ({"name": "别样本"}, "DIFFERENT"),
        ({"number": "11010119000101000X"}, "NOT_FOUND"),
    ],
)
def test_the_answer_is_what_the_provider_says(standin, people, other, outcome):
    asked = question(people[3], **other)

    answer = provider().ask(asked, key=KEY)

    assert answer == outcome
    assert standin.asked == [
        {"type": "RESIDENT_ID", "number": asked.number, "name": asked.name}
    ]
    assert standin.keys == [KEY]


def test_each_request_has_its_own_nonce_and_keeps_the_key(standin, people):
    for _ in range(3):
        provider().ask(question(people[0]), key=KEY)

    assert (len(standin.nonces), standin.keys) == (3, [KEY] * 3)
    assert standin.refused == []


@pytest.mark.parametrize(
    ("setting", "fault"),
    [("REALNAME_SECRET", "signature"), ("REALNAME_KEY_ID", "key_id")],
)
def test_whoever_signs_wrongly_is_refused(standin, people, settings, setting, fault):
    setattr(settings, setting, "another-secret-of-forty-characters-00000")

    assert reason(question(people[0])) == "REFUSED"
    assert (standin.refused, standin.asked) == ([fault], [])


def test_what_was_signed_cannot_be_changed(standin, people, monkeypatch):
    sent = signed_line.SignedLine._exchange

    def tampered(self, body, headers):
        return sent(self, body.replace(b"RESIDENT_ID", b"TEMPORARY_I"), headers)

    monkeypatch.setattr(signed_line.SignedLine, "_exchange", tampered)

    assert reason(question(people[0])) == "REFUSED"
    assert standin.refused == ["signature"]


@pytest.mark.parametrize(
    ("mood", "why"),
    [
        ("500", "REFUSED"),
        ("429", "REFUSED"),
        ("403", "REFUSED"),
        ("204", "REFUSED"),
        ("half", "GARBLED"),
        ("garbage", "GARBLED"),
        ("list", "GARBLED"),
        ("unknown", "GARBLED"),
        ("other_key", "GARBLED"),
        ("huge", "GARBLED"),
        ("redirect", "GARBLED"),
        ("no_http", "GARBLED"),
    ],
)
def test_what_is_no_answer_says_why(standin, people, mood, why):
    standin.mood = mood

    assert reason(question(people[0])) == why
    assert len(standin.asked) == 1  # redirects are not followed


@pytest.mark.parametrize("mood", ["hang", "drip"])
def test_who_does_not_answer_in_time_is_left(standin, people, impatient, mood):
    standin.mood, standin.seconds = mood, 0.1

    assert reason(question(people[0])) == "TIMEOUT"


def test_an_answer_that_is_slow_but_in_time_is_taken(standin, people):
    standin.mood = "slow"

    assert provider().ask(question(people[0]), key=KEY) == "SAME"


def test_nobody_listening_is_told_apart_from_nobody_set_up(standin, people, settings):
    settings.REALNAME_URL = "http://127.0.0.1:1/"

    assert reason(question(people[0])) == "REFUSED"
    settings.REALNAME_URL = ""
    assert provider() is None


def test_in_the_clear_nothing_is_sent_but_in_the_demo(standin, people, settings):
    settings.DEMO = False

    assert reason(question(people[0])) == "NO_PROVIDER"
    assert standin.asked == []


@pytest.fixture
def certificate(tmp_path):
    """A certificate for this computer that nobody else vouches for; key and all."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "standin")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "standin.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.mark.parametrize("vouched_for", [True, False])
def test_over_https_the_certificate_decides(
    serve, settings, standin, people, certificate, monkeypatch, vouched_for
):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    secure = Standin(register_of(people))
    server = serve(secure, wrap=lambda s: context.wrap_socket(s, server_side=True))
    settings.DEMO = False
    settings.REALNAME_URL = server.url.replace("http:", "https:")
    if vouched_for:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    if vouched_for:
        assert provider().ask(question(people[0]), key=KEY) == "SAME"
    else:
        assert reason(question(people[0])) == "REFUSED"
        assert secure.asked == []


def test_neither_a_question_nor_a_fault_shows_what_was_asked(standin, people):
    standin.mood = "half"
    asked = question(people[0])

    with pytest.raises(Unanswered) as none:
        provider().ask(asked, key=KEY)

    said = f"{asked!r} {asked} {none.value!r} {none.value.__cause__}"
    assert people[0].number not in said
    assert people[0].name not in said
