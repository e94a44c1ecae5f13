"""Badges, money, times and the switch of language, as pages show them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

NOW = datetime(2026, 11, 21, 6, 10, tzinfo=UTC)


def shown(text, **context):
    return Template("{% load clearance_tags %}" + text).render(Context(context))


def test_a_badge_says_its_state_in_a_word_and_a_tone():
    html = shown('{% badge "wait" word %}', word="Awaiting <recipient>")

    assert html == (
        '<span class="badge" data-s="wait">Awaiting &lt;recipient&gt;</span>'
    )


def test_a_badge_of_no_known_tone_is_a_mistake_of_the_page():
    with pytest.raises(TemplateSyntaxError, match="'green' is not a tone"):
        shown('{% badge "green" "Approved" %}')


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "¥1,210.00"), ("zh-hans", "¥1,210.00"), ("ru", "1\u202f210,00\u00a0¥")],
)
def test_money_is_written_as_the_reader_writes_it(language, written):
    with translation.override(language):
        html = shown('{{ minor|money:"CNY" }}', minor=121000)

    assert html == written


def test_no_amount_is_no_text():
    assert shown("{{ minor|money }}", minor=None) == ""


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(hours=-2, minutes=-10), "2\u00a0hours, 10\u00a0minutes ago"),
        (timedelta(minutes=19), "in 19\u00a0minutes"),
    ],
)
def test_a_time_is_told_by_its_distance(distance, words):
    with time_machine.travel(NOW, tick=False):
        html = shown("{{ at|ago }}", at=NOW + distance)

    assert html.endswith(f">{words}</time>")


def test_a_time_keeps_its_instant_in_shanghai():
    with time_machine.travel(NOW, tick=False):
        html = shown("{{ at|ago }}", at=NOW)

    assert html.startswith('<time datetime="2026-11-21T14:10:00+08:00" title="')


def test_the_other_languages_lead_to_the_same_page_with_its_filters():
    request = RequestFactory().get("/portal/orders/", {"state": "RETAKE", "lang": "en"})

    with translation.override("en"):
        html = shown(
            "{% language_links as links %}"
            "{% for l in links %}{{ l.url|safe }} {{ l.name }} {{ l.current }}\n"
            "{% endfor %}",
            request=request,
        )

    assert html.splitlines() == [
        "?state=RETAKE&lang=en English True",
        "?state=RETAKE&lang=zh-hans 简体中文 False",
        "?state=RETAKE&lang=ru Русский False",
    ]


def test_the_languages_are_offered_where_no_request_is_known():
    html = shown("{% language_links as links %}{{ links.2.url }}")

    assert html == "?lang=ru"
