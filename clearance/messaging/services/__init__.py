"""Posting messages in the transaction that needs them, and delivering them after it."""

from clearance.messaging.services.delivering import drive_deliveries
from clearance.messaging.services.posting import cancel_about, keep_back, post, retry

__all__ = ["cancel_about", "drive_deliveries", "keep_back", "post", "retry"]
