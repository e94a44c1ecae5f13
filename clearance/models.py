"""Every table of the back office, gathered for Django from the rooms that keep them."""

from clearance.audit.models import AuditEntry, ChainHead  # noqa: F401
