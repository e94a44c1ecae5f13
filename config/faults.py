"""The page of our own faults: it asks no database and no session, they may be why."""

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def server_fault(request: HttpRequest) -> HttpResponseServerError:
    """What happened, whether anything was saved, and the number to quote."""
    known = {"request_id": getattr(request, "request_id", "")}
    return HttpResponseServerError(loader.get_template("500.html").render(known))
