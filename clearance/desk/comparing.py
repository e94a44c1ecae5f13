"""What an order says beside what a document says, with every difference marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clearance.channels.enums import DocumentType, Subject
from clearance.identity.models import IdRecord
from clearance.identity.rules import LEAD
from clearance.lib import documents
from clearance.lib.names import same_name
from clearance.orders.models import Order

type Marked = tuple[tuple[str, bool], ...]
"""A value in pieces, each with whether it differs from the other side's."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: both sides, and the result as badge."""

    label: str
    order: Marked
    document: Marked
    tone: str
    word: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """What the order declares of the person whose document is asked."""

    name: str
    document_type: str
    number: str


def marked(one: str, other: str) -> tuple[Marked, Marked]:
    """Both values in pieces; what is in one and not in the other is marked."""
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, begin, end, other_begin, other_end in matcher.get_opcodes():
        if one[begin:end]:
            left.append((one[begin:end], tag != "equal"))
        if other[other_begin:other_end]:
            right.append((other[other_begin:other_end], tag != "equal"))
    return tuple(left), tuple(right)


def declared(order: Order, values: Mapping[str, str], asked_name: str) -> Declared:
    """The order's words about the person it asks; their number where it has one."""
    orderer = values.get("orderer_name", "")
    recipient = values.get("recipient_name", "")
    is_orderer = order.subject == Subject.ORDERER and same_name(orderer, asked_name)
    role = "orderer" if is_orderer else "recipient"
    if not values.get(f"{role}_id_number") and same_name(orderer, recipient):
        role = "recipient" if is_orderer else "orderer"
    return Declared(
        asked_name,
        values.get(f"{role}_id_type", "") or DocumentType.RESIDENT_ID,
        values.get(f"{role}_id_number", ""),
    )


def compared(
    record: IdRecord,
    texts: Mapping[str, str],
    said: Declared,
    *,
    is_same: bool,
    used_elsewhere: bool,
    today: date,
) -> list[Line]:
    """The table of the review page. Phones are in no line."""
    lines = [_name(said.name, texts.get("name", ""), is_same=is_same)]
    lines.append(_kind(record, said))
    lines += _number(record.document_type, texts.get("number", ""), said, today)
    lines.append(_validity(record, today))
    if texts.get("inn"):
        lines.append(_inn(texts["inn"], today))
    word, tone = (
        (_("Someone else has it"), "wait") if used_elsewhere else (_("Unique"), "done")
    )
    lines.append(Line(_("Same number"), (), (), tone, word))
    return lines


def _name(asked: str, found: str, *, is_same: bool) -> Line:
    left, right = marked(asked, found)
    if is_same:
        left, right = _plain(asked), _plain(found)
        return Line(_("Name"), left, right, "done", _("Same"))
    return Line(_("Name"), left, right, "act", _("Differs"))


def _kind(record: IdRecord, said: Declared) -> Line:
    found = _plain(record.get_document_type_display())
    asked: Marked = ()
    if said.number and said.document_type in DocumentType.values:
        asked = _plain(str(DocumentType(said.document_type).label))
    return Line(_("Document"), asked, found, "none", "")


def _number(document_type: str, number: str, said: Declared, today: date) -> list[Line]:
    found = documents.check(document_type, number, today=today)
    label, digit = _("Number"), _("Check digit")
    if not said.number:
        return [
            Line(label, (), _plain(number), "none", "", is_code=True),
            Line(digit, (), _plain(_digit(found)), _digit_tone(found), ""),
        ]
    declared_number = documents.normalise(said.document_type, said.number)
    if documents.FAMILY.get(said.document_type) != documents.FAMILY.get(document_type):
        left = _plain(declared_number)
        other = Line(
            label, left, _plain(number), "wait", _("Another document"), is_code=True
        )
        return [other, Line(digit, (), _plain(_digit(found)), _digit_tone(found), "")]

    ordered = documents.check(said.document_type, said.number, today=today)
    same = documents.index_form(
        said.document_type, declared_number
    ) == documents.index_form(document_type, number)
    left, right = marked(declared_number, number)
    first = Line(label, left, right, "act", _("Differs"), is_code=True)
    if same:
        left, right = _plain(declared_number), _plain(number)
        first = Line(label, left, right, "done", _("Same"), is_code=True)
    tone, word = _digit_tone(found), ""
    if found.ok and not ordered.ok:
        tone, word = "wait", _("Order likely mistyped")
    elif ordered.ok and not found.ok:
        tone, word = "act", _("Document likely mistyped")
    elif found.ok and ordered.ok:
        tone, word = "done", _("Both possible") if not same else _("Correct")
    return [
        first,
        Line(digit, _plain(_digit(ordered)), _plain(_digit(found)), tone, word),
    ]


def _digit(check: documents.NumberCheck) -> str:
    if check.ok:
        return _("None on this document") if check.format_only else _("Correct")
    return _("Wrong")


def _digit_tone(check: documents.NumberCheck) -> str:
    return "none" if check.ok else "act"


def _validity(record: IdRecord, today: date) -> Line:
    label = _("Valid until")
    if record.valid_until is None and record.document_type in documents.WITHOUT_END:
        told = _plain(_("none printed; replaced at 20 and 45"))
        return Line(label, (), told, "none", "")
    if record.long_term or record.valid_until is None:
        return Line(label, (), _plain(_("long-term")), "done", _("In date"))
    day = _plain(date_format(record.valid_until, "DATE_FORMAT"))
    if record.valid_until < today:
        return Line(label, (), day, "act", _("Expired"))
    if record.valid_until < today + LEAD:
        return Line(label, (), day, "wait", _("Ends before customs look"))
    return Line(label, (), day, "done", _("In date"))


def _inn(number: str, today: date) -> Line:
    """The taxpayer number, which no order declares and no passport prints."""
    found = documents.check("INN", number, today=today)
    tone = "done" if found.ok else "act"
    label = _("Taxpayer number (INN)")
    return Line(label, (), _plain(number), tone, _digit(found), is_code=True)


def _plain(text: str) -> Marked:
    return ((text, False),) if text else ()
