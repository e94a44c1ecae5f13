"""What messages say: in two parts, and nothing about the person."""

import hashlib
import string

import pytest

from clearance.messaging import rules
from clearance.messaging.enums import MessageChannel, MessageKind
from clearance.messaging.rules import letters, texts
from clearance.messaging.rules.wording import NotToBeTold

LINK = "https://clearance.example.com/u/AbCdEfGhIjKlMnOpQrStUv/"
PARTS = {
    "tail": "0042",
    "shop": "Hoshi Tokyo Drugstore International",
    "link": LINK,
    "code": "12345678",
    "reason": "The photo is blurred: every character must be readable.",
}
LANGUAGES = ["en", "zh-hans", "ru"]
ALL = pytest.mark.parametrize(
    ("kind", "language"), [(k, lang) for k in MessageKind.values for lang in LANGUAGES]
)


def told(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # The sign of two places does not fit at the end of the first part.
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("é" * 160, 1),
        ("…" + "a" * 69, 1),
        ("…" + "a" * 70, 2),
        ("字" * 70, 1),
        ("字" * 71, 2),
        ("字" * 134, 2),
        ("字" * 135, 3),
        ("ж" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),  # 33 of them to a part of 67 places
        ("`" + "a" * 70, 2),  # not in the alphabet, though in ASCII
    ],
)
def test_parts_are_counted_as_they_are_paid_for(text, parts):
    assert rules.parts_of(text) == parts


@ALL
def test_each_text_fits_two_parts_with_a_long_link_and_a_long_name(kind, language):
    said = rules.text(kind, language, PARTS)

    assert rules.parts_of(said) <= rules.BUDGET
    for part in told(texts.TEXTS[kind][language]) & {"tail", "link", "code"}:
        assert PARTS[part] in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "elastic"), [("REQUEST_IMAGES", "shop"), ("SENT_BACK", "reason")]
)
def test_what_would_not_fit_is_cut_short_before_the_link(kind, elastic, language):
    said = rules.text(kind, language, PARTS | {elastic: "很长的名字 " * 60})

    assert rules.parts_of(said) == rules.BUDGET
    assert "…" in said or "..." in said
    assert LINK in said
    assert "很长" in said


@ALL
def test_a_text_tells_nothing_but_what_is_allowed(kind, language):
    allowed = {"tail", "shop", "link", "code", "reason"}

    assert told(texts.TEXTS[kind][language]) <= allowed
    assert told(letters.LETTERS[kind][language]) <= allowed | {"said"}


@pytest.mark.parametrize(
    "more",
    [
        {"name": "somebody"},
        {"number": "A-20260301-0042"},
        {"document": "110101199003070003"},
        {"tail": "10042"},
        {"tail": ""},
        {"code": "abcdef"},
        {"code": "１２３４５６"},
        {"link": "javascript:alert(1)"},
        {"link": "clearance.example/u/x/"},
        {"shop": ""},
    ],
)
def test_what_may_not_be_told_is_refused_without_repeating_it(more):
    with pytest.raises(NotToBeTold) as refused:
        rules.text("REQUEST_IMAGES", "en", PARTS | more)

    [(name, value)] = more.items()
    assert str(refused.value) == name
    assert not value or value not in str(refused.value)


def test_a_part_is_never_read_as_a_template():
    said = rules.text("REQUEST_IMAGES", "en", PARTS | {"shop": "{0}{x}"})

    letter = rules.text("REQUEST_IMAGES", "en", PARTS | {"shop": "{0}{x}"}, "EMAIL")
    assert "{0}{x}" in said
    assert "{0}{x}" in letter


def test_lines_in_a_part_do_not_break_a_message():
    said = rules.text("REQUEST_IMAGES", "en", PARTS | {"shop": "A\r\n\tB"})

    assert "from A B." in said
    assert "\n" not in said


@ALL
def test_an_e_mail_has_a_subject_the_same_words_and_more(kind, language):
    letter = rules.text(kind, language, PARTS, MessageChannel.EMAIL)

    subject, said, *more = letter.split("\n\n")
    assert said == rules.text(kind, language, PARTS)
    assert subject
    assert "\n" not in subject
    assert LINK not in subject
    assert PARTS["code"] not in subject
    assert more


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["REQUEST_IMAGES", "REQUEST_NUMBER", "SENT_BACK"])
def test_an_e_mail_that_asks_for_a_document_says_whom_never_to_send_it(kind, language):
    warning = {"en": "Never send", "zh-hans": "切勿", "ru": "Никогда не"}[language]

    assert warning in rules.text(kind, language, PARTS, "EMAIL")


WORDS = {
    ("SMS", "REQUEST_IMAGES", 1): "c8b4fe3822f1",
    ("SMS", "REQUEST_NUMBER", 1): "0c6ba6c963a3",
    ("SMS", "SENT_BACK", 1): "79be6e8ccc73",
    ("SMS", "ACCEPTED", 1): "1955973b8042",
    ("SMS", "ALLOW_SHOP", 1): "0f581ef1fbb8",
    ("SMS", "CODE", 1): "782a2296f592",
    ("SMS", "CODE", 2): "ca8a3aec20f4",
    ("EMAIL", "REQUEST_IMAGES", 1): "8020d418c92d",
    ("EMAIL", "REQUEST_NUMBER", 1): "7ef00f182f4b",
    ("EMAIL", "SENT_BACK", 1): "7370479f4b9a",
    ("EMAIL", "ACCEPTED", 1): "a326a22b3c2b",
    ("EMAIL", "ALLOW_SHOP", 1): "6647c033f933",
    ("EMAIL", "CODE", 1): "7f62393c3065",
}
"""A digest of the words of each version: who changes words adds the next version."""


def test_words_that_change_get_a_new_version():
    of = {"SMS": texts.TEXTS, "EMAIL": letters.LETTERS}
    now = {
        (channel, kind, rules.version(kind, channel)): hashlib.sha256(
            repr(sorted(words.items())).encode()
        ).hexdigest()[:12]
        for channel, kinds in of.items()
        for kind, words in kinds.items()
    }

    assert {key: WORDS.get(key) for key in now} == now


def test_every_kind_has_words_for_every_channel():
    assert texts.TEXTS.keys() == letters.LETTERS.keys() == set(MessageKind.values)
    for words in [*texts.TEXTS.values(), *letters.LETTERS.values()]:
        assert words.keys() == set(LANGUAGES)
