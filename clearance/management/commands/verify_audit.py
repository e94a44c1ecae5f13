"""manage.py verify_audit: is the access log whole?"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearance.audit import queries, services
from clearance.audit.queries import Verification

EXITS = {True: 0, False: 1, None: 3}


class Command(BaseCommand):
    help = "Check the access log: exit 0 intact, 1 broken, 3 cannot tell."
    # A check that fails for want of a key must not pass for a broken log.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = queries.verify()
        except DatabaseError:
            found = Verification.untold("database")
        self.stdout.write(
            json.dumps(found.as_json()) if options["json"] else _sentence(found)
        )
        self.remember(found)
        if code := EXITS[found.ok]:
            raise SystemExit(code)

    def remember(self, found: Verification) -> None:
        """Put the result into the log itself, where its end can be trusted."""
        try:
            if services.record_verification(found, now=timezone.now()):
                return
        except (DatabaseError, services.ChainBroken):
            pass
        self.stderr.write(_("This result was not added to the log."))


def _sentence(found: Verification) -> str:
    if found.ok:
        return ngettext(
            "Intact: %(count)d entry.", "Intact: %(count)d entries.", found.entries
        ) % {"count": found.entries}
    if found.ok is None:
        return _("Cannot tell: %(kind)s.") % {"kind": found.kind}
    if found.first_bad_seq is None:
        return _("Broken: %(kind)s.") % {"kind": found.kind}
    return _("Broken from entry %(seq)d: %(kind)s.") % {
        "seq": found.first_bad_seq,
        "kind": found.kind,
    }
