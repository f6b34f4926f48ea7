"""Small words of a printed dossier: provenance, days, amounts."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db.models import Model
from django.template.defaultfilters import floatformat
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dossiers.knowing import Known
from dossiers.printing.what import UNTOLD

NOTHING = "—"


def titled(model: type[Model], field: str) -> str:
    """A column by the name its form gives it."""
    return str(capfirst(model._meta.get_field(field).verbose_name))  # type: ignore[union-attr]


def provenance(known: Known) -> str:
    """As of when, by whom and from where, in one line; "" where it is not told."""
    if known is UNTOLD:
        return ""
    if known.as_of is None:
        return _("never verified")
    told = [_("as of %(day)s") % {"day": day(known.as_of)}, known.by]
    if known.source:
        told.append(_("source: %(source)s") % {"source": known.source})
    if known.is_stale:
        told.insert(0, _("stale"))
    return " · ".join(word for word in told if word)


def day(date: datetime.date) -> str:
    return date_format(date, "SHORT_DATE_FORMAT")


def amount(value: Decimal | int | None) -> str:
    return NOTHING if value is None else floatformat(value, "0g")
