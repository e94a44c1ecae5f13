"""The form of a reason to send back, and what a person would read of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import DocumentType
from clearance.identity.enums import PictureKind
from clearance.identity.models import RejectionReason
from clearance.messaging.enums import MessageKind
from clearance.messaging.rules import text

PREVIEWED = (("en", "English"), ("zh-hans", "简体中文"), ("ru", "Русский"))
SAMPLE = {"tail": "4821", "link": "https://clearance.example/u/Ab3dE6gH/"}


def _kinds(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: it can be said of all."),
    )


class WordsForm(forms.ModelForm[RejectionReason]):
    """A reason: its words, and of which documents and pictures they can be said."""

    document_types = _kinds(_("Documents"), DocumentType.choices)
    picture_kinds = _kinds(_("Pictures"), PictureKind.choices)

    class Meta:
        model = RejectionReason
        fields = (
            "code",
            "key",
            "label",
            "label_zh",
            "text",
            "text_zh",
            "text_ru",
            "document_types",
            "picture_kinds",
            "may_be_final",
            "is_active",
        )

    def clean_key(self) -> str:
        """One digit, which no other reason that is offered has."""
        key = str(self.cleaned_data["key"])
        if key and key not in "0123456789":
            raise forms.ValidationError(_("One digit, or nothing."))
        others = RejectionReason.objects.filter(key=key, is_active=True)
        if key and others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another reason has this key."))
        return key


def previews(reason: RejectionReason) -> list[tuple[str, str, str]]:
    """The message in each language, with the language's code and name."""
    found = []
    for code, name in PREVIEWED:
        parts = SAMPLE | {"reason": reason.text_in(code)}
        found.append((code, name, text(MessageKind.SENT_BACK, code, parts)))
    return found
