"""A provider that is half set up stops the start; one that is not at all does not."""

import pytest

from clearance.identity.realname.checks import real_names_can_be_asked

GOOD = {
    "REALNAME_URL": "https://provider.example/v1/check",
    "REALNAME_KEY_ID": "clearance-1",
    "REALNAME_SECRET": "x" * 32,
}


def problems(settings, **told):
    for name, value in {**dict.fromkeys(GOOD, ""), **told}.items():
        setattr(settings, name, value)
    return [error.msg for error in real_names_can_be_asked(None)]


def test_none_and_a_whole_one_are_both_right(settings):
    assert problems(settings) == []
    assert problems(settings, **GOOD) == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("REALNAME_URL", "", "REALNAME_URL is not set."),
        ("REALNAME_KEY_ID", "", "REALNAME_KEY_ID is not set."),
        ("REALNAME_KEY_ID", "a\nb", "REALNAME_KEY_ID cannot stand in a request."),
        ("REALNAME_SECRET", "", "REALNAME_SECRET is not set."),
        ("REALNAME_SECRET", "x" * 31, "REALNAME_SECRET is too short."),
        *(
            (
                "REALNAME_URL",
                url,
                "REALNAME_URL is no address that begins with https://.",
            )
            for url in (
                "http://provider.example/",
                "provider.example",
                "https:///check",
                "https://provider.example:0/",
                "https://provider.example:99999/",
                "https://me:secret@provider.example/",
                "https://provider.example/a b",
            )
        ),
    ],
)
def test_what_is_missing_or_wrong_is_named(settings, name, value, sentence):
    assert problems(settings, **GOOD | {name: value}) == [sentence]


def test_no_problem_repeats_a_value(settings):
    said = problems(settings, **GOOD | {"REALNAME_SECRET": "tell-nobody"})

    assert "tell-nobody" not in "".join(said)


def test_in_the_clear_only_in_the_demo(settings):
    settings.DEMO = True
    url = "http://127.0.0.1:8000/check"

    assert problems(settings, **GOOD | {"REALNAME_URL": url}) == []
