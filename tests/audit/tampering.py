"""What somebody who owns the database, but not the keys, could do to the log."""

from django.db import connection

from clearance.audit.models import AuditEntry
from tests.guards import lifted_guards


def tamper(*statements):
    """Run raw SQL with the guards lifted, and leave them standing again."""
    with lifted_guards(), connection.cursor() as cursor:
        for statement, *values in statements:
            cursor.execute(statement, values)


def trim_after(seq):
    """Cut the end off the log and rewind its head, leaving no loose end."""
    last = AuditEntry.objects.filter(seq=seq).first()
    mac = bytes(last.mac) if last else bytes(32)
    head = "UPDATE clearance_chainhead SET seq = %s, mac = %s, anchored_seq = 0"
    tamper(
        ("DELETE FROM clearance_auditentry WHERE seq > %s", seq),
        (head, seq, mac),
    )
