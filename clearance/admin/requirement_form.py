"""The form of a draft rule: what services check, said at the field it is about."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import DocumentType, FurtherNumber, Side
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import channel_table
from clearance.channels.services import check_draft, next_version
from clearance.lib.verdicts import Refusal

FEN = 100
WORDS = {"rows": 3}


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("In CNY. Empty: whatever was paid."),
    )


class RuleForm(forms.ModelForm[IdRequirementRule]):
    """A draft. An empty condition matches every order."""

    code = forms.CharField(
        label=_("Rule"),
        max_length=30,
        validators=[
            RegexValidator(
                r"^[A-Z0-9]+(-[A-Z0-9]+)*$",
                _("Capital letters, digits and hyphens, such as CN-DIRECT-POSTAL."),
            )
        ],
        help_text=_("A short name that stays the same through all versions."),
    )
    destination = forms.CharField(
        label=_("Destination"),
        max_length=2,
        required=False,
        validators=[RegexValidator("^[A-Za-z]{2}$", _("A country as CN or RU."))],
        help_text=_("A country as CN or RU. Empty: everywhere."),
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    sides = _several(_("Sides"), Side.choices)
    document_types = _several(_("Accepted documents"), DocumentType.choices)
    also_asked = _several(_("Asked with the photos"), FurtherNumber.choices)
    paid_from = _amount(_("Paid, at least"))
    paid_below = _amount(_("Paid, less than"))

    class Meta:
        model = IdRequirementRule
        fields = (
            "code",
            "starts_on",
            "ends_on",
            "platform",
            "destination",
            "channel",
            "clearance_mode",
            "logistics",
            "carrier_kind",
            "level",
            "subject",
            "sides",
            "document_types",
            "also_asked",
            "because",
            "because_zh",
            "because_ru",
            "source_note",
        )
        widgets = dict.fromkeys(
            ("because", "because_zh", "because_ru", "source_note"),
            forms.Textarea(attrs=WORDS),
        ) | dict.fromkeys(
            ("starts_on", "ends_on"),
            forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A version that is only shown has no fields.
        fields: Any = self.fields
        if "channel" in fields:
            channels = [(code, str(row)) for code, row in channel_table().items()]
            fields["channel"].choices = [("", ""), *channels]
        for name in EVERY.keys() & fields.keys():
            fields[name].choices = [("", EVERY[name]), *fields[name].choices[1:]]
        if self.instance.pk is not None and "code" in fields:
            fields["code"].disabled = True
        for name in ("paid_from", "paid_below"):
            minor = getattr(self.instance, f"{name}_minor")
            if minor is not None:
                self.initial.setdefault(name, Decimal(minor) / FEN)

    def clean_destination(self) -> str:
        """Countries are written in capitals, as orders name them."""
        return str(self.cleaned_data["destination"]).upper()

    def _post_clean(self) -> None:
        """Ask the service what it would refuse, where the fields alone are right."""
        for name in ("paid_from", "paid_below"):
            amount = self.cleaned_data.get(name)
            minor = None if amount is None else int(amount * FEN)
            setattr(self.instance, f"{name}_minor", minor)
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        if self.instance.pk is None:
            self.instance.version = next_version(self.instance.code)
        try:
            check_draft(self.instance, now=now())
        except Refusal as refused:
            at = FIELDS.get(refused.code, refused.code)
            said = [str(refused), str(refused.remedy)]
            self.add_error(at if at in self.fields else None, " ".join(said).strip())


EVERY = {
    "platform": _("every platform"),
    "channel": _("every channel"),
    "clearance_mode": _("however declared"),
    "logistics": _("any logistics"),
    "carrier_kind": _("any carrier"),
    "subject": _("nobody"),
}
"""What it means that a condition is not stated."""

FIELDS = {"paid_below_minor": "paid_below"}
"""Where the form calls a column otherwise."""
