"""The page of our own faults: it asks no database and no session, they may be why."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def server_fault(request: HttpRequest) -> HttpResponseServerError:
    """What happened, whether anything was saved, and the number to quote."""
    known = {"request_id": getattr(request, "request_id", "")}
    return HttpResponseServerError(loader.get_template("500.html").render(known))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request nobody can read; a form that is too large is told so."""
    known: dict[str, object] = {"request_id": getattr(request, "request_id", "")}
    status = HTTPStatus.BAD_REQUEST
    if isinstance(exception, RequestDataTooBig):
        known["reason"] = _("A field of the form is far too long. Shorten it.")
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    page = loader.get_template("400.html").render(known)
    return HttpResponse(page, status=status)
