"""What may stand for a row in an address."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class RowNumber(IntConverter):
    """A number as a database keeps it: a longer one is an address nobody has."""

    regex = "[0-9]{1,18}"


register_converter(RowNumber, "row")
