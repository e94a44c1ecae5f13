"""What one import looks up once: channels, rules, carriers, the shop."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from clearance.accounts.models import Merchant
from clearance.channels.models import FulfilmentChannel
from clearance.channels.queries import channel_names, channel_table
from clearance.exchange.merging import Defaults
from clearance.exchange.reading import OrderFile
from clearance.exchange.reading.problems import REMEDIES
from clearance.exchange.services.rows import BlankOrders
from clearance.keys import blind
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.services import Rulings


@dataclass
class Surroundings:
    """Everything an import of one shop's orders holds its rows against."""

    merchant: Merchant
    now: datetime
    channels: dict[str, FulfilmentChannel] = field(default_factory=channel_table)

    def __post_init__(self) -> None:
        self.defaults: Defaults = {
            code: (row.default_mode, row.default_logistics)
            for code, row in self.channels.items()
        }
        self.words = channel_names(list(self.channels.values()))
        self.new_orders = BlankOrders(self.merchant, self.now)
        self.row_digest = blind.digester("order.row")
        self.renew_rulings()

    @property
    def day(self) -> date:
        """The working day in Asia/Shanghai."""
        return today(self.now)

    def renew_rulings(self) -> None:
        """Read the rules anew: a transaction that was lost may have taken rulings."""
        self.rulings = Rulings(now=self.now)

    def order_file(self, source: BinaryIO | Path, channel: str | None) -> OrderFile:
        """The orders of a file; those that name no channel came through this one."""
        return OrderFile(
            source,
            channels=self.words,
            default_channel=channel or None,
            today=self.day,
        )

    def channel_for_all(self, word: str | None) -> str | None:
        """The code of the channel chosen for a whole file.

        Raises Refusal for a word that no channel goes by.
        """
        if not word:
            return None
        known = {name.casefold(): code for name, code in self.words.items()}
        try:
            return known[word.strip().casefold()]
        except KeyError:
            message = REMEDIES["channel_unknown"]
            raise Refusal(message, code="channel_unknown") from None
