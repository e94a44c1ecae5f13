"""What a recipient types. The services judge it; a form only shows and keeps it."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clearance.channels.enums import DocumentType
from clearance.lib.verdicts import Text

LONGEST = 200

TYPED = (
    "document_type",
    "name",
    "number",
    "valid_until",
    "long_term",
    "inn",
    "guardian_name",
    "guardian_consent",
)
CONSENTS = ("consent", "consent_reuse")
SIDES = ("portrait", "emblem")

CONSENT_WITH_INN = _(
    "I agree that this document and the taxpayer number (INN) are used to clear this"
    " parcel through customs: checked by the platform, the document shown to the main"
    " account of this shop while the order is open, and both passed to customs with"
    " the declaration."
)

AS_ON_CARD = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


# Django's own sentence, said here so that our catalogue words it.
NUL = _("Null characters are not allowed.")


def _text(label: Any, hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(AS_ON_CARD | attrs)
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


def _box(label: Any, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


class DetailsForm(forms.Form):
    """The fields of one page, a subset of what a document needs."""

    portrait = forms.FileField(required=False)
    emblem = forms.FileField(required=False)
    # Not a ChoiceField: its complaint would repeat what was sent.
    document_type = forms.CharField(
        label=_("Document"), required=False, widget=forms.Select
    )
    name = _text(_("Full name"), _("As it stands on the document."))
    number = _text(
        _("Document number"),
        _("All characters, as they stand on the document."),
        autocapitalize="characters",
    )
    valid_until = _text(
        _("Valid until"),
        _("The last day, such as 2031-05-20 or 2031.05.20."),
        inputmode="numeric",
    )
    long_term = _box(_("The document says “long-term” instead of a last day"))
    inn = _text(
        _("Taxpayer number (INN)"),
        _(
            "12 digits. Russian customs ask for it beside the passport. You find it in"
            " your account at the tax service or at Gosuslugi."
        ),
        inputmode="numeric",
    )
    guardian_name = _text(
        _("Name of a parent or guardian"),
        _("The person is under 14: a parent or guardian has to agree."),
    )
    guardian_consent = _box(_("I am the parent or guardian and I agree to this."))
    consent = _box(
        _(
            "I agree that this document is used to clear this parcel through customs:"
            " checked by the platform, shown to the main account of this shop while the"
            " order is open, and passed to customs with the declaration."
        )
    )
    consent_reuse = _box(
        _("Use it for my later orders too, so that I am not asked again. (Optional)"),
        _("Without this it serves only the parcels that are on their way to you now."),
    )

    def __init__(
        self,
        names: Collection[str],
        posted: QueryDict | None = None,
        *,
        known: Mapping[str, Any] | None = None,
        given: Collection[str] = (),
        documents: Collection[str] = (),
    ) -> None:
        """`known` is shown again, `given` is on file but typed in another browser."""
        super().__init__(posted, initial=dict(known or {}))
        for name in [name for name in self.fields if name not in names]:
            del self.fields[name]
        if "document_type" in self.fields:
            choices = [c for c in DocumentType.choices if c[0] in documents]
            widget: Any = self.fields["document_type"].widget
            widget.choices = choices or DocumentType.choices
        if "inn" in self.fields and "consent" in self.fields:
            self.fields["consent"].label = CONSENT_WITH_INN
        for name in set(given).intersection(self.fields):
            self.fields[name].help_text = _(
                "Given already. Leave this empty to keep it."
            )

    def refuse(self, problems: Mapping[str, Text]) -> None:
        """Show each problem at its field, or above them where the page has none."""
        for name, message in problems.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, str(message))


class AskForm(forms.Form):
    """The order and the phone that a person without a link names."""

    order = forms.CharField(
        label=_("Order number"),
        max_length=LONGEST,
        widget=forms.TextInput(AS_ON_CARD),
        error_messages={"required": _("Type the number of your order.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        help_text=_("The one you gave with the order. The new link is sent to it."),
        max_length=LONGEST,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Type the phone number of the order.")},
    )


class CodeForm(forms.Form):
    """The code that came to the phone on file."""

    code = forms.CharField(
        label=pgettext_lazy("message", "Code"),
        help_text=_("Six digits, from the message."),
        max_length=LONGEST,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
        error_messages={"required": _("Type the code from the message.")},
    )
