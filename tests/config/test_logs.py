"""Logs hold ids and outcomes, never what people typed."""

import logging
import sys

import pytest
from django.test import RequestFactory

from config.logs import NoValuesReporter, Quiet, hushed

SECRET = "11010119900307000X"


def record(message, *args, **extra):
    made = logging.LogRecord("x", logging.ERROR, __file__, 1, message, args, None)
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Not Found: /u/AbCdEfGhIjKlMnOpQrStUv/", "Not Found: /u/…/"),
        ('"GET /u/AbCdEfGhIjKlMnOpQrStUv HTTP/1.1" 303', '"GET /u/… HTTP/1.1" 303'),
        (
            '"GET /portal/orders/?q=138 HTTP/1.1" 200',
            '"GET /portal/orders/?… HTTP/1.1" 200',
        ),
        ("POST /u/photos/ 422", "POST /u/photos/ 422"),
        ("POST /u/withdraw/ 200", "POST /u/withdraw/ 200"),
        ("GET /u/privacy/ 200", "GET /u/privacy/ 200"),
    ],
)
def test_tokens_and_searches_are_taken_out(line, kept):
    assert hushed(line) == kept


def test_arguments_are_hushed_like_the_message():
    made = record("Not Found: %s", f"/portal/?q={SECRET}")

    Quiet().filter(made)

    assert logging.Formatter().format(made) == "Not Found: /portal/?…"


def test_a_traceback_says_where_and_what_kind_but_quotes_nobody():
    try:
        try:
            number = SECRET
            int(number)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError:
        made = record("Failed", request=RequestFactory().post("/x/", {"n": SECRET}))
        made.exc_info = sys.exc_info()

    Quiet().filter(made)
    text = logging.Formatter().format(made)

    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_logs.py" in text
    assert SECRET not in text
    assert not hasattr(made, "request")


@pytest.mark.parametrize("as_html", [True, False])
def test_a_report_of_a_failure_holds_no_value(as_html):
    request = RequestFactory().post("/x/?q=" + SECRET, {"number": SECRET})
    try:
        int(SECRET)
    except ValueError:
        reporter = NoValuesReporter(request, *sys.exc_info())

    text = reporter.get_traceback_html() if as_html else reporter.get_traceback_text()

    assert "ValueError" in text
    assert SECRET not in text
    assert SECRET not in str(reporter.get_traceback_data())


def test_djangos_own_loggers_write_through_the_quiet_one(settings):
    loggers = settings.LOGGING["loggers"]

    for name in ("django", "django.server"):
        assert loggers[name] == {"handlers": [], "propagate": True}
        assert logging.getLogger(name).handlers == []
        assert logging.getLogger(name).propagate
