"""The contact matrix in words: how strong a tie is, what a sign says, and what to do about it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from decision_map.measures.contact import Met, Sign, Strength
from decision_map.models import DecisionMap
from decision_map.reading import PersonShown

STRENGTHS: Mapping[Strength, str | Promise] = {
    Strength.NONE: gettext_lazy("no tie"),
    Strength.THIN: gettext_lazy("thin"),
    Strength.FIRM: gettext_lazy("firm"),
    Strength.CLOSE: gettext_lazy("close"),
}
# The most pressing first.
SIGNS: Mapping[Sign, str | Promise] = {
    Sign.NOBODYS: gettext_lazy("Nobody's: no counterpart, no contact"),
    Sign.NEVER_MET: gettext_lazy("Never met"),
    Sign.OVERDUE: gettext_lazy("A contact is overdue"),
    Sign.OVER_VISITED: gettext_lazy("Visited more than planned"),
    Sign.ABOVE_WEIGHT: gettext_lazy("Visited more than their weight deserves"),
    Sign.WITHOUT_COUNTERPART: gettext_lazy("Met, but nobody's counterpart"),
}


@dataclass(frozen=True)
class Advice:
    """`action` is what to press, `url` where it leads; `is_edited_there` when that page leads back."""

    sign: Sign
    name: str
    why: str
    action: str
    url: str
    is_edited_there: bool = True

    @property
    def title(self) -> str | Promise:
        return SIGNS[self.sign]


def advice_of(
    sign: Sign, person: PersonShown, of: DecisionMap, met: Met, at: datetime.date, most: int | None
) -> Advice:
    """`most` is how often the most visited of those with influence was met."""
    counterpart = reverse("actor_counterpart", args=[of.account_id, of.pk, person.id])
    if sign in (Sign.NEVER_MET, Sign.OVERDUE):
        diary = reverse("diary_new", args=[of.account_id])
        return Advice(sign, person.name, WHY[sign](met, at, most), _("Write in the diary"), diary, False)
    action = _("Choose a counterpart") if sign in UNANSWERED else _("Agree how often")
    return Advice(sign, person.name, WHY[sign](met, at, most), action, counterpart)


UNANSWERED = (Sign.NOBODYS, Sign.WITHOUT_COUNTERPART)


def _nobodys(met: Met, at: datetime.date, most: int | None) -> str:
    days = met.days_since(at)
    if days is None:
        return _("Nobody of us has ever met them, and nobody is to.")
    return ngettext("Last met %(n)d day ago.", "Last met %(n)d days ago.", days) % {"n": days}


def _never_met(met: Met, at: datetime.date, most: int | None) -> str:
    return _("Somebody of us answers for them, and the diary names no contact.")


def _overdue(met: Met, at: datetime.date, most: int | None) -> str:
    every, days = met.every_days or 0, met.days_since(at) or 0
    agreed = ngettext("Agreed: every %(n)d day.", "Agreed: every %(n)d days.", every) % {"n": every}
    last = ngettext("The last was %(n)d day ago.", "The last was %(n)d days ago.", days) % {"n": days}
    return f"{agreed} {last}"


def _over_visited(met: Met, at: datetime.date, most: int | None) -> str:
    planned = _("Planned: %(n)d.") % {"n": met.planned_year or 0}
    return " ".join((_contacts(met.year), planned, _("Others may need the time more.")))


def _above_weight(met: Met, at: datetime.date, most: int | None) -> str:
    rest = _("Their influence is low; of those with influence nobody was met more than %(n)d times.")
    return f"{_contacts(met.year)} {rest % {'n': most or 0}}"


def _without_counterpart(met: Met, at: datetime.date, most: int | None) -> str:
    return _("Nobody of us is their counterpart who would keep the contact.")


def _contacts(n: int) -> str:
    return ngettext("%(n)d contact in 12 months.", "%(n)d contacts in 12 months.", n) % {"n": n}


WHY: Mapping[Sign, Callable[[Met, datetime.date, int | None], str]] = {
    Sign.NOBODYS: _nobodys,
    Sign.NEVER_MET: _never_met,
    Sign.OVERDUE: _overdue,
    Sign.OVER_VISITED: _over_visited,
    Sign.ABOVE_WEIGHT: _above_weight,
    Sign.WITHOUT_COUNTERPART: _without_counterpart,
}
