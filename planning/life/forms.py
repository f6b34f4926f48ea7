"""What is typed when a plan goes from one state to another, and into the next period."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms import in_rows
from dossiers.fields import Words
from planning.forms import PlanForm
from planning.life.carrying import Choice, Decided, Kind
from planning.life.open_items import Item, Key

REASON_LIMIT = 4_000


class ReasonForm(forms.Form):
    """A step with its reason; `label` asks for it in the words of the step."""

    reason = Words(limit=REASON_LIMIT)

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text


class CarryForm(PlanForm):
    """The next period, and a decision on every open item of the plan before: none is made beforehand."""

    currency = None  # type: ignore[assignment]
    shift = forms.BooleanField(
        label=_("Move every date by the months between the two periods"),
        required=False,
        help_text=_("Dates that lie outside the new period are emptied, and the plan asks for them."),
    )
    lessons = Words(
        label=_("What was learnt from the plan before"),
        required=False,
        limit=REASON_LIMIT,
        help_text=_("With it the plan before is closed in the same step. Leave it empty to close that one later."),
    )
    helper = in_rows("title", ("starts_on", "ends_on"), "aim", "shift", "lessons")

    def __init__(self, *args: Any, items: Sequence[Item], may_close: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        if not may_close:
            del self.fields["lessons"]
            self.helper = in_rows("title", ("starts_on", "ends_on"), "aim", "shift")
        for item in items:
            self.fields[_name(item)] = forms.ChoiceField(
                label=item.title,
                choices=_choices(item),
                widget=forms.RadioSelect,
                error_messages={"required": _("Decide: keep, change or drop.")},
            )
            self.fields[_why(item)] = Words(
                label=_("Why it is dropped: %(title)s") % {"title": item.title},
                required=False,
                limit=REASON_LIMIT,
                lines=False,
            )
        self.helper.render_unmentioned_fields = False

    def decided(self) -> dict[Key, Decided]:
        values = self.cleaned_data
        return {item.key: Decided(values[_name(item)], values[_why(item)]) for item in self.items}

    def of_the_plan(self) -> dict[str, Any]:
        names = ("title", "starts_on", "ends_on", "aim", "shift", "lessons")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def groups(self) -> list[dict[str, Any]]:
        """The items by kind, each with its bound fields."""
        rows = [
            {
                "item": item,
                "kind": item.kind,
                "day": formats.date_format(datetime.date.fromisoformat(item.on), "SHORT_DATE_FORMAT")
                if item.on
                else "",
                "choice": self[_name(item)],
                "why": self[_why(item)],
            }
            for item in self.items
        ]
        return [
            {"kind": kind, "title": title, "rows": found}
            for kind, title in KIND_TITLES.items()
            if (found := [row for row in rows if row["kind"] == kind])
        ]


KIND_TITLES: dict[str, Promise] = {
    Kind.GOAL: _("Goals"),
    Kind.STRATEGY: _("The four Ps"),
    Kind.OPPORTUNITY: _("Opportunities"),
    Kind.ACTION: _("Actions"),
    Kind.COMMUNICATION: _("Communications"),
    Kind.RESOURCE: _("Resources"),
}


def _name(item: Item) -> str:
    return f"{item.kind}-{item.id}"


def _why(item: Item) -> str:
    return f"{item.kind}-{item.id}-why"


def _choices(item: Item) -> list[tuple[str, str | Promise]]:
    """What is needed is kept or dropped: nothing of it tells later whether it was changed."""
    return [(choice.value, choice.label) for choice in Choice if item.kind != Kind.RESOURCE or choice != Choice.CHANGE]
