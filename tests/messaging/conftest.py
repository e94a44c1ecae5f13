"""Carriers that take messages, refuse them, or break; and a gateway to talk to."""

from typing import ClassVar

import pytest

from clearance.messaging.delivery import NotDelivered
from tests.messaging import standin


class Carrier:
    """Notes what it is handed, then fails with `fault` if there is one."""

    handed: ClassVar[list[dict[str, str]]] = []
    fault: ClassVar[Exception | None] = None

    def send(self, **message: str) -> None:
        self.handed.append(message)
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def carrier(settings):
    settings.MESSAGE_SENDER = f"{__name__}.Carrier"
    Carrier.handed.clear()
    Carrier.fault = None
    return Carrier


@pytest.fixture
def refusing(carrier):
    carrier.fault = NotDelivered()
    return carrier


@pytest.fixture
def gateway(settings):
    """A stand-in that runs, and settings that lead to it."""
    stand_in = standin.StandIn()
    with standin.running(stand_in) as port:
        lead_to(settings, port)
        yield stand_in


def lead_to(settings, port):
    settings.DEMO = True  # the stand-in speaks no TLS
    settings.MESSAGE_SENDER = "clearance.messaging.delivery.sms.Gateway"
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{port}/messages?v=1"
    settings.SMS_GATEWAY_ACCOUNT = standin.ACCOUNT
    settings.SMS_GATEWAY_SECRET = standin.SECRET
    settings.SMS_GATEWAY_FROM = "Clearance"
