"""Which request is being answered, for the lines that are written along the way.

The middleware enters one context per request; commands and the worker may enter
their own. Where nobody did, the context is empty.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RequestContext:
    """The circumstances of an action.

    `session_digest` is a digest of the session key, never the key; `role` is the
    role in which the person acts; `address` is for rate limits and is not audited.
    """

    request_id: str = ""
    session_digest: str = ""
    role: str = ""
    address: str = ""
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


_NOBODY = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request", default=_NOBODY)


def current() -> RequestContext:
    return _current.get()


@contextmanager
def entered(context: RequestContext) -> Iterator[RequestContext]:
    """Make `context` the current one until the block ends, then the one before."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def remembered[T](name: str, make: Callable[[], T]) -> T:
    """Make something once in a request, for everything that asks for it on the way.

    Outside a request it is made each time: a worker lives longer than what it read.
    """
    context = current()
    if context is _NOBODY:
        return make()
    if name not in context.memo:
        context.memo[name] = make()
    return context.memo[name]  # type: ignore[no-any-return]
