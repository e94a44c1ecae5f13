"""What may be written to a log: ids and outcomes, never what people typed."""

import logging
import re
from types import TracebackType
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter

from clearance.lib.request_context import current

QUERY = re.compile(r"\?[^\s\"'<>]*")
UPLOAD_TOKEN = re.compile(r"(?<=/u/)[^/\s\"'?]{8,}(?=[/\s\"'?]|$)")
"""Longer than the names of the pages behind it, which no token is."""

PAGES = frozenset({"withdraw"})


def hushed(text: str) -> str:
    """The same line without query strings and without the token of an upload link."""
    return UPLOAD_TOKEN.sub(_hushed_token, QUERY.sub("?…", text))


def _hushed_token(found: re.Match[str]) -> str:
    return found[0] if found[0] in PAGES else "…"


class Quiet(logging.Filter):
    """Takes addresses' secrets, messages of exceptions and requests out of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = hushed(record.getMessage())
        record.args = None
        record.__dict__.pop("request", None)
        if number := current().request_id:
            record.msg = f"[{number}] {record.msg}"
        if isinstance(record.exc_info, tuple):
            record.exc_text = without_values(*record.exc_info)
            record.exc_info = None
        return True


def without_values(
    kind: type[BaseException] | None,
    error: BaseException | None,
    trace: TracebackType | None,
) -> str:
    """Where it failed and what kind of error it was; its message may quote a person."""
    lines = []
    if error is not None and (cause := error.__cause__ or error.__context__):
        lines += [without_values(type(cause), cause, cause.__traceback__), "then"]
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    lines.append(f"{kind.__module__}.{kind.__qualname__}" if kind else "no error")
    return "\n".join(lines)


class NoValuesReporter(ExceptionReporter):
    """A report of a failure that names places and kinds, and no value."""

    def get_traceback_data(self) -> dict[str, Any]:
        return {"places": self._places()}

    def get_traceback_text(self) -> SafeString:
        return format_html("{}", self._places())

    def get_traceback_html(self) -> SafeString:
        return format_html("<pre>{}</pre>", self._places())

    def _places(self) -> str:
        return without_values(self.exc_type, self.exc_value, self.tb)
