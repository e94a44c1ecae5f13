"""Order files, read: records in, orders out. No database, no plaintext on disk."""

from clearance.exchange.reading.orderfile import OrderFile
from clearance.exchange.reading.orders import ParsedLine, ParsedOrder
from clearance.exchange.reading.problems import Problem

__all__ = ["OrderFile", "ParsedLine", "ParsedOrder", "Problem"]
