"""What every model owes: known codes, named constraints, sealed texts, a quiet name."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import CheckConstraint, UniqueConstraint

from clearance.keys.fields import SealedField

MODELS = sorted(
    apps.get_app_config("clearance").get_models(), key=lambda model: model.__name__
)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)

OPEN_CHOICES = {
    "User.language": "a language that is taken out of the settings leaves old values",
    "Message.language": "as above",
}
"""Columns with choices that the database does not check, and why."""

PERSONAL = re.compile(
    r"phone|address|id_?number|document_number|passport|inn$|birth|payer|buyer|"
    r"(recipient|orderer|guardian|holder|person)_?name|real_?name"
)
"""What a column of plain text about a person would be called."""

NOT_PERSONAL = {
    "Recipient.phone_digest": "a keyed digest",
    "OneTimeCode.phone_digest": "a keyed digest",
    "IdRecord.has_inn": "that it is there; the number itself is sealed",
}
PLAIN_NAMES = {
    "User.first_name": "a colleague, who logs in",
    "User.last_name": "a colleague, who logs in",
    "User.username": "a log-in",
    "Merchant.name": "a shop",
    "FulfilmentChannel.name": "a channel",
    "FulfilmentChannel.name_zh": "a channel",
    "Carrier.name": "a carrier",
    "OrderLine.name": "an article",
}
"""Every text column called a name, and whose name it is: none is a recipient's."""

SHOWN = {
    "AuditEntry": {"seq", "action", "outcome"},
    "AutoCheck": {"code", "pk"},
    "Carrier": {"name"},
    "ChainHead": {"seq"},
    "DataKey": {"pk", "purpose"},
    "DecidingRound": {"pk", "cause"},
    "Decision": {"no"},
    "FulfilmentChannel": {"name", "name_zh"},
    "IdImage": {"pk", "side"},
    "IdRecord": {"reference"},
    "IdRequirementRule": {"code", "version"},
    "ImportBatch": {"pk"},
    "ImportProblem": {"code", "row"},
    "Judgement": {"pk"},
    "Membership": {"user", "merchant", "get_role_display"},
    "Merchant": {"name"},
    "Message": {"get_kind_display", "posted_at"},
    "OneTimeCode": {"pk", "purpose"},
    "Order": {"number"},
    "OrderLine": {"position"},
    "Override": {"pk", "state"},
    "PhotoLease": {"pk"},
    "PolicyStop": {"code"},
    "RealNameBudget": {"per_day"},
    "RealNameCheck": {"pk", "state"},
    "Recipient": {"reference"},
    "Rehearsal": {"pk"},
    "RehearsedFlip": {"order_id"},
    "RejectionReason": {"label", "label_zh"},
    "ReviewTerms": {"sample_percent"},
    "ReviewerChoice": {"pk"},
    "Ruling": {"pk", "level"},
    "SecondLook": {"pk"},
    "UploadFeedback": {"pk", "answer"},
    "ShopLeave": {"pk"},
    "UploadLink": {"created_at"},
    "User": {"username"},
    "ViewingTerms": set(),
}
"""What `__str__` may read; it reaches logs, histories and messages on the screen."""


def columns(model):
    return [(f"{model.__name__}.{f.name}", f) for f in model._meta.concrete_fields]


def own_columns(model):
    """Without those that Django's own user brings along."""
    return [
        (name, field)
        for name, field in columns(model)
        if name.startswith("User.") is False
        or field.name in {"must_change_password", "language"}
    ]


@each_model
def test_every_column_with_choices_is_held_to_its_codes(model):
    held = {}
    for constraint in model._meta.constraints:
        if isinstance(constraint, CheckConstraint) and constraint.name.endswith(
            "_known"
        ):
            [(lookup, codes)] = constraint.condition.children
            held[lookup.removesuffix("__in")] = set(codes)

    for name, field in columns(model):
        if not field.choices or name in OPEN_CHOICES:
            continue
        wanted = {code for code, _label in field.flatchoices}
        blank = {""} if field.blank else set()
        assert held.get(field.name) == wanted | blank, name


@each_model
def test_every_constraint_has_a_name_and_a_sentence_for_the_screen(model):
    stock = UniqueConstraint.default_violation_error_message

    for constraint in model._meta.constraints:
        assert constraint.name.startswith(("rule_", model._meta.model_name)), constraint
        assert constraint.violation_error_message != stock, constraint.name
        assert str(constraint.violation_error_message).endswith("."), constraint.name


@each_model
def test_every_index_of_several_columns_has_a_name_of_ours(model):
    for index in model._meta.indexes:
        assert index.name.startswith(model._meta.model_name), index.name
        assert not re.search(r"_[0-9a-f]{6,}_idx$", index.name), index.name


@each_model
def test_no_model_orders_its_rows_by_itself(model):
    assert list(model._meta.ordering) == []


@each_model
def test_the_name_of_a_row_shows_no_personal_data(model):
    read = set(re.findall(r"self\.(\w+)", _str_source(model)))

    assert read == SHOWN[model.__name__]


@each_model
def test_personal_texts_are_sealed(model):
    open_texts = [
        name
        for name, field in columns(model)
        if PERSONAL.search(field.name)
        and not isinstance(field, SealedField | models.ForeignKey)
        and name not in NOT_PERSONAL
    ]
    named = [
        name
        for name, field in columns(model)
        if isinstance(field, models.CharField | models.TextField)
        and re.search(r"(^|_)name($|_)|^username$", field.name)
    ]

    assert open_texts == []
    assert [name for name in named if name not in PLAIN_NAMES] == []


@each_model
def test_sealed_columns_can_be_emptied_and_are_in_no_index(model):
    sealed = {f.name for _, f in columns(model) if isinstance(f, SealedField)}
    indexed = {field for index in model._meta.indexes for field in index.fields} | {
        field
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
        for field in constraint.fields
    }

    assert all(model._meta.get_field(name).null for name in sealed)
    assert not sealed & indexed


@each_model
def test_instants_days_and_money_are_called_what_they_are(model):
    for name, field in own_columns(model):
        if isinstance(field, models.DateTimeField):
            assert re.search(r"(_at|_until|^at|^until|_after)$", field.name), name
        elif isinstance(field, models.DateField):
            assert re.search(r"(_on|_until)$", field.name), name
        assert not isinstance(field, models.FloatField | models.DecimalField), name
        if field.name.endswith("_minor"):
            assert isinstance(field, models.BigIntegerField), name


@pytest.mark.django_db
def test_an_order_number_has_no_second_index_for_patterns():
    """PostgreSQL adds one for LIKE to unique texts; it would slow every import down."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "clearance_order")

    begun_by_number = [
        name for name, said in found.items() if said["columns"][:1] == ["number"]
    ]

    assert begun_by_number == ["order_one_per_number_and_merchant"]
    assert [name for name in found if name.endswith("_like")] == []


def test_every_model_stands_in_the_table_of_names():
    assert SHOWN.keys() == {model.__name__ for model in MODELS}


def test_models_of_all_rooms_are_imported_in_one_place():
    root = Path(__file__).resolve().parents[2] / "clearance"
    files = {*root.glob("*/models.py"), *root.glob("*/models")}
    rooms = {file.parent.name for file in files}

    assert rooms == {model.__module__.split(".")[1] for model in MODELS}


def _str_source(model):
    import inspect

    if model.__str__.__module__ == "django.contrib.auth.base_user":
        return "self.username"
    return inspect.getsource(model.__str__)
