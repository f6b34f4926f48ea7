"""The opportunities of a plan as they are listed and drawn: what each is worth, narrowed and sorted as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from decision_map.table import Heading, heading
from planning.models import Opportunity, Plan, Stage
from planning.opportunities.stages import ORDER
from planning.opportunities.worth import (
    HORIZON,
    Effort,
    Sum,
    Worth,
    class_of,
    effort_of,
    expected,
    is_borderline,
    summed,
)

ANY = ("", _("all"))
YEARS = (1, 3, 5)
WORTHS: Mapping[Worth, str | Promise] = {
    Worth.QUICK_WIN: _("Quick win"),
    Worth.STRATEGIC: _("Strategic project"),
    Worth.FILL_IN: _("Fill-in"),
    Worth.DROP: _("Drop it"),
}
ADVICE: Mapping[Worth, str | Promise] = {
    Worth.QUICK_WIN: _("Much benefit for little effort: do it now."),
    Worth.STRATEGIC: _("Much benefit for much effort: plan it as a project."),
    Worth.FILL_IN: _("Little benefit for little effort: when there is time."),
    Worth.DROP: _("Little benefit for much effort: leave it."),
}
TONES = {Worth.QUICK_WIN: "good", Worth.STRATEGIC: "accent", Worth.FILL_IN: "plain", Worth.DROP: "warn"}
INCOMPLETE = "incomplete"
LIVE = (Opportunity.Outcome.OPEN, Opportunity.Outcome.WON)


@dataclass(frozen=True)
class Row:
    """`worth` None: a part of the effort or the benefit is missing. `is_asked`: the filters ask for it."""

    opportunity: Opportunity
    effort: Effort
    worth: Worth | None
    is_near: bool
    is_asked: bool = True

    @property
    def key(self) -> int:
        return self.opportunity.pk

    @property
    def title(self) -> str | Promise:
        return WORTHS[self.worth] if self.worth else _("Incomplete")

    @property
    def tone(self) -> str:
        return TONES[self.worth] if self.worth else ""

    @property
    def advice(self) -> str | Promise:
        return ADVICE[self.worth] if self.worth else ""

    @property
    def is_open(self) -> bool:
        return self.opportunity.outcome == Opportunity.Outcome.OPEN

    @property
    def counts(self) -> bool:
        """What is lost or dropped is worth nothing to the plan any more."""
        return self.opportunity.outcome in LIVE

    def expected(self, years: int) -> Decimal | None:
        return expected_of(self.opportunity, years)

    @property
    def expectations(self) -> list[Decimal | None]:
        return [self.expected(years) for years in YEARS]


def expected_of(opportunity: Opportunity, years: int = HORIZON) -> Decimal | None:
    """Value by probability; what is won is certain."""
    is_won = opportunity.outcome == Opportunity.Outcome.WON
    return expected(getattr(opportunity, f"value_{years}"), 100 if is_won else opportunity.probability)


def row_of(opportunity: Opportunity) -> Row:
    effort = effort_of(opportunity.time, opportunity.money, opportunity.people)
    worth = class_of(effort, opportunity.benefit)
    return Row(opportunity, effort, worth, is_borderline(effort, opportunity.benefit))


def rows_of(plan: Plan) -> list[Row]:
    return [row_of(each) for each in Opportunity.objects.filter(plan=plan).select_related("goal")]


class RowFilter(forms.Form):
    """What the address asks for; `years` is the horizon that bubbles show."""

    worth = forms.ChoiceField(
        label=_("Worth"), required=False, choices=[ANY, *WORTHS.items(), (INCOMPLETE, _("Incomplete"))]
    )
    kind = forms.ChoiceField(label=_("Class"), required=False, choices=[ANY, *Opportunity.Kind.choices])
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[ANY, *Stage.choices])
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=[ANY, *Opportunity.Outcome.choices])
    years = forms.ChoiceField(
        label=_("Bubbles show"),
        required=False,
        choices=[("3", _("3 years")), ("1", _("1 year")), ("5", _("5 years"))],
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="narrow_%s")

    def asked(self) -> Mapping[str, str]:
        """What can be read of the filters; the rest is marked in the form and narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def years_asked(asked: Mapping[str, str]) -> int:
    return int(asked.get("years") or HORIZON)


def narrowed(rows: Sequence[Row], asked: Mapping[str, str]) -> list[Row]:
    """All of them, each with whether it is asked for."""
    return [Row(r.opportunity, r.effort, r.worth, r.is_near, _fits(r, asked)) for r in rows]


def _fits(row: Row, asked: Mapping[str, str]) -> bool:
    wanted = asked.get("worth")
    if wanted and wanted != (row.worth or INCOMPLETE):
        return False
    of = row.opportunity
    return all(asked.get(name, "") in ("", getattr(of, name)) for name in ("kind", "stage", "outcome"))


def living(rows: Sequence[Row], asked: Mapping[str, str]) -> list[Row]:
    """What is drawn: without the lost and dropped ones, unless the filter asks for those."""
    return [row for row in rows if row.counts or (row.is_asked and asked.get("outcome"))]


@dataclass(frozen=True)
class Table:
    """The rows asked for of how many, in order, and what the living ones of them are worth in 1, 3 and 5 years."""

    rows: Sequence[Row]
    of: int
    headings: Sequence[Heading]
    sums: Sequence[Sum]


def table_of(rows: Sequence[Row], asked: Mapping[str, str]) -> Table:
    kept = [row for row in rows if row.is_asked]
    wanted = asked.get("sort", "")
    key = wanted.removeprefix("-")
    headings = [heading(name, title, wanted) for name, title in COLUMNS]
    if key not in SORTS:
        return Table(kept, len(rows), headings, sums_of(kept))
    ordered = sorted(kept, key=SORTS[key], reverse=wanted.startswith("-"))
    return Table(ordered, len(rows), headings, sums_of(kept))


def sums_of(rows: Iterable[Row]) -> list[Sum]:
    counted = [row for row in rows if row.counts]
    return [summed(row.expected(years) for row in counted) for years in YEARS]


COLUMNS: tuple[tuple[str, str | Promise], ...] = (
    ("title", _("Opportunity")),
    ("worth", _("Worth")),
    ("kind", _("Class")),
    ("effort", _("Effort")),
    ("benefit", _("Benefit")),
    ("stage", _("Stage")),
    ("outcome", _("Outcome")),
    ("expected1", _("1 year")),
    ("expected3", _("3 years")),
    ("expected5", _("5 years")),
)
_NOTHING = Decimal(-1)


def _by_expected(years: int) -> Callable[[Row], Any]:
    def key(row: Row) -> Decimal:
        found = row.expected(years)
        return _NOTHING if found is None else found

    return key


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "title": lambda row: row.opportunity.title.casefold(),
    "worth": lambda row: list(WORTHS).index(row.worth) if row.worth else len(WORTHS),
    "kind": lambda row: Opportunity.Kind.values.index(row.opportunity.kind),
    "effort": lambda row: (row.effort.lowest, row.effort.highest),
    "benefit": lambda row: row.opportunity.benefit or 0,
    "stage": lambda row: ORDER.index(row.opportunity.stage),
    "outcome": lambda row: Opportunity.Outcome.values.index(row.opportunity.outcome),
    "expected1": _by_expected(1),
    "expected3": _by_expected(3),
    "expected5": _by_expected(5),
}
