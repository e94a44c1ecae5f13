"""Carriers that take messages, refuse them, or break."""

from typing import ClassVar

import pytest

from clearance.messaging.delivery import NotDelivered


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
