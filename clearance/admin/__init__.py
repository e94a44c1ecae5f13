"""The staff's records in the admin: one window each, whose buttons call services."""

from clearance.admin import (  # noqa: F401  (registering is what importing them does)
    accounts,
    channels,
    identity,
    orders,
    outbox,
    oversight,
    recipients,
    requirements,
    viewing,
)
