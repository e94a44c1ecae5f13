"""How large an order file may be; beyond these it is refused, never half read."""

from typing import Final

FILE_BYTES: Final = 512 * 1024 * 1024
"""A million records of all columns take about 320 MB."""
ROWS: Final = 1_100_000
COLUMNS: Final = 200
CELL_CHARACTERS: Final = 32_767
"""What one cell of a spreadsheet can hold."""
LINE_CHARACTERS: Final = 1_000_000
BROKEN_RECORDS: Final = 50
"""Records with an open quotation mark; each makes what it swallowed be read again."""
RECORDS_OF_AN_ORDER: Final = 1_000
CHARACTERS_OF_AN_ORDER: Final = 2_000_000
HELD_BYTES: Final = 24 * 1024 * 1024
"""Records of orders that are scattered over the file, held at one time."""

WORKBOOK_ENTRIES: Final = 500
WORKBOOK_DIRECTORY_BYTES: Final = 1024 * 1024
WORKBOOK_INFLATED_BYTES: Final = 512 * 1024 * 1024
WORKBOOK_RATIO: Final = 200
"""Inflated to packed; real order sheets stay under 40, deflate can reach 1,032."""
WORKBOOK_RATIO_FROM_BYTES: Final = 4 * 1024 * 1024
WORKBOOK_TAG_BYTES: Final = 1024 * 1024
"""One tag with its attributes; a parser holds it whole."""
WORKBOOK_TEXT_BYTES: Final = 64 * 1024 * 1024
