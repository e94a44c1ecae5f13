"""A look into another table, made for each row as a list meets it."""

from django.db.models import BooleanField, Case, Exists, Q, Value, When


def row_by_row(look: Exists) -> Q:
    """The same condition, which the database does not turn into a join.

    PostgreSQL joins both tables whole where it may: right for all rows, and wrong for
    a page, which has its fifty after some hundred looks, newest first.
    """
    found = When(look, then=Value(value=True))
    return Q(Case(found, default=Value(value=False), output_field=BooleanField()))
