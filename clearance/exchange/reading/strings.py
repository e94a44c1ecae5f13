"""The shared strings of a workbook, packed: a list would take ten times more."""

from array import array
from xml.parsers import expat

from clearance.exchange.reading import limits
from clearance.exchange.reading.container import Container
from clearance.exchange.reading.problems import unreadable

_PART_OF_A_STRING = frozenset({"t", "rPh"})


class SharedStrings:
    """Strings by their position in the part; phonetic hints are left out."""

    def __init__(self, container: Container, part: str | None) -> None:
        self._text = bytearray()
        self._ends = array("L", [0])
        if part is not None:
            self._read(container, part)

    def __getitem__(self, index: int) -> str:
        """The string at `index`; raises IndexError."""
        if index < 0:
            raise IndexError
        end = self._ends[index + 1]
        return self._text[self._ends[index] : end].decode()

    def _read(self, container: Container, part: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        text, ends = self._text, self._ends
        taking = False
        hints = 0

        def start(name: str, _attributes: object) -> None:
            nonlocal taking, hints
            tag = local(name)
            if tag == "rPh":
                hints += 1
            taking = tag == "t" and not hints

        def end(name: str) -> None:
            nonlocal taking, hints
            taking = False
            tag = local(name)
            if tag == "rPh":
                hints -= 1
            elif tag == "si":
                if len(text) > limits.WORKBOOK_TEXT_BYTES:
                    raise unreadable("too_large")
                ends.append(len(text))

        def characters(data: str) -> None:
            if taking:
                text.extend(data.encode())

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters
        for _pause in container.parse(part, parser):
            if len(text) > limits.WORKBOOK_TEXT_BYTES:
                raise unreadable("too_large")


def local(name: str) -> str:
    """The name of an element without its prefix."""
    return name if ":" not in name else name.rpartition(":")[2]
