"""Where knowledge comes from: one set of columns for fields and rows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Provenance(models.Model):
    """As of when, by whom and from where something is known. Editing sets it, a signed review confirms the date.

    Without a date nobody has verified it since it was imported or written by a program.
    """

    as_of = models.DateField(_("as of"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        abstract = True
