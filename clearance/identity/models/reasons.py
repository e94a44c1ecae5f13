"""Reasons to send a document back."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class RejectionReason(models.Model):
    """Why a document is sent back: a label for staff, a sentence for the person."""

    code = models.CharField(_("code"), max_length=12, unique=True)
    key = models.CharField(pgettext_lazy("keyboard", "key"), max_length=1, blank=True)
    label = models.CharField(_("staff label"), max_length=80)
    label_zh = models.CharField(_("staff label in Chinese"), max_length=80, blank=True)
    text = models.TextField(_("text for the person"))
    text_zh = models.TextField(_("text in Chinese"), blank=True)
    text_ru = models.TextField(_("text in Russian"), blank=True)
    may_be_final = models.BooleanField(
        _("a supervisor may make it final"), default=False
    )
    # Of no kind: of every kind.
    document_types = models.JSONField(_("documents"), default=list, blank=True)
    picture_kinds = models.JSONField(_("pictures"), default=list, blank=True)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("rejection reason")
        verbose_name_plural = _("rejection reasons")

    def __str__(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return (chinese and self.label_zh) or self.label

    def speaks_of(self, document_type: str, kinds: Collection[str]) -> bool:
        """Whether it can be said of such a document with pictures of these kinds."""
        if self.document_types and document_type not in self.document_types:
            return False
        return not self.picture_kinds or bool(set(kinds) & set(self.picture_kinds))

    def text_in(self, language: str) -> str:
        """The sentence the person reads, in their language."""
        translated = {"zh": self.text_zh, "ru": self.text_ru}.get(language[:2], "")
        return translated or self.text
