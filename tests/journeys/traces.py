"""What was written during a story, as bytes, and where a value stands in it."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from clearance.demo.people import Person

type Traces = list[tuple[str, bytes]]
"""What was written: where, and the bytes."""


def database() -> Traces:
    """The database as it lies on the disk, or every row of every table as text."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(FULL)")
        main = Path(str(connection.settings_dict["NAME"]))
        beside = [main.with_name(main.name + end) for end in ("-wal", "-journal")]
        files = [file for file in (main, *beside) if file.exists()]
        return [(file.name, file.read_bytes()) for file in files]
    return list(_tables())


def _tables() -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        # As a dump writes them: sealed columns in hexadecimal digits.
        cursor.execute("SET bytea_output = 'hex'")
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = "\n".join(row for (row,) in cursor.fetchall())
            yield table, rows.encode()


def folder(path: Path) -> Traces:
    """Every file below a folder, and its name."""
    return [
        (str(file.relative_to(path)), str(file).encode() + b"\n" + file.read_bytes())
        for file in sorted(path.rglob("*"))
        if file.is_file()
    ]


def forms_of(value: str) -> set[bytes]:
    """How a value could be written down without being sealed."""
    text = value.encode()
    return {
        text,
        value.encode("utf-16-le"),
        value.encode("gb18030"),
        text.hex().encode(),
        json.dumps(value)[1:-1].encode(),
        json.dumps(json.dumps(value)[1:-1])[1:-1].encode(),
        quote(value).encode(),
    }


def values_of(who: Person) -> list[str]:
    """What nobody may find: name, number, phone, address of a person."""
    return [who.name, who.number, who.phone, who.address]


def found(values: Iterable[str], traces: Traces) -> list[tuple[str, str]]:
    """Which of the values stand where, in any form."""
    return [
        (value, place)
        for value in values
        for place, content in traces
        if any(form in content for form in forms_of(value))
    ]
