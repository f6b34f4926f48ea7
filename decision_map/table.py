"""The map as a table: its boxes in reading order, narrowed and sorted as the address asks."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from decision_map.description import ATTITUDES, BY_KEY, INFLUENCES, ROLES
from decision_map.reading import MapShown, PersonShown, PostShown, anchor_of

# Deeper boxes are indented no further.
DEEPEST = 8
LONG_AGO = datetime.date(1, 1, 1)
ANY = ("", _("all"))


class Narrowing(forms.Form):
    """What the address of a list of the map's people asks for."""

    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        # A form opened in place has fields of the same names.
        super().__init__(data, auto_id="narrow_%s")

    def asked(self) -> Mapping[str, str]:
        """What can be read of the filters; the rest is marked in the form and narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TableFilter(Narrowing):
    """Whoever may not read what is judged is not asked about it."""

    role = forms.ChoiceField(label=_("Role"), required=False, choices=[ANY, *ROLES])
    attitude = forms.ChoiceField(label=_("Attitude"), required=False, choices=[ANY, *ATTITUDES])
    only = forms.ChoiceField(
        label=_("Only"),
        required=False,
        choices=[
            ANY,
            ("vacant", _("vacant posts")),
            ("mirrorless", _("without our counterpart")),
            ("never_met", _("never met")),
            ("unverified", _("unverified judgements")),
        ],
    )

    def __init__(self, data: Any, *, may_judge: bool) -> None:
        super().__init__(data)
        if not may_judge:
            del self.fields["role"], self.fields["attitude"]
            only: Any = self.fields["only"]
            only.choices = [choice for choice in only.choices if choice[0] != "unverified"]


@dataclass(frozen=True)
class Row:
    """A post, vacant or held; or a person who holds none."""

    post: PostShown | None
    person: PersonShown | None
    above: str = ""

    @property
    def depth(self) -> int:
        return min(self.post.depth, DEEPEST) if self.post else 0

    @property
    def anchor(self) -> str:
        return anchor_of(self.person and self.person.id, self.post and self.post.id)


@dataclass(frozen=True)
class Heading:
    """`sort` is what its link asks for, `direction` how the table is sorted by it now."""

    title: str | Promise
    sort: str
    direction: str = ""


@dataclass(frozen=True)
class Table:
    rows: Sequence[Row]
    of: int
    headings: Sequence[Heading]
    # The whole of it, superiors before their reports: the depth of a post can be seen.
    is_in_reading_order: bool


def table_of(shown: MapShown, asked: Mapping[str, str]) -> Table:
    every = list(_rows(shown))
    kept = [row for row in every if _fits(row, asked)]
    wanted = asked.get("sort", "")
    key = wanted.removeprefix("-")
    headings = [heading(name, title, wanted) for name, title in _columns(shown)]
    if key not in {name for name, _title in _columns(shown)} - {"post"}:
        in_order = not wanted.startswith("-")
        return Table(kept if in_order else kept[::-1], len(every), headings, in_order and len(kept) == len(every))
    ordered = sorted(kept, key=SORTS[key], reverse=wanted.startswith("-"))
    return Table(ordered, len(every), headings, is_in_reading_order=False)


def _rows(shown: MapShown) -> Iterable[Row]:
    titles = {each.id: each.title for each in shown.posts}
    for each in shown.posts:
        yield Row(each, each.person, titles.get(each.reports_to_id or 0, ""))
    yield from (Row(None, person) for person in shown.without_post)


def _columns(shown: MapShown) -> list[tuple[str, str | Promise]]:
    judged: list[tuple[str, str | Promise]] = [
        ("roles", _("Roles")),
        ("attitude", _("Attitude")),
        ("trajectory", _("Rising or setting")),
        ("influence", _("Influence")),
        ("coverage", _("Coverage")),
    ]
    met: list[tuple[str, str | Promise]] = [("met", _("Last contact")), ("mirror", _("Our counterpart"))]
    return [("post", _("Post")), ("name", _("Person")), *(judged if shown.may_judge else []), *met]


def heading(name: str, title: str | Promise, wanted: str) -> Heading:
    is_current = wanted.removeprefix("-") == name
    if not is_current:
        return Heading(title, name)
    down = wanted.startswith("-")
    return Heading(title, name if down else f"-{name}", "descending" if down else "ascending")


def _fits(row: Row, asked: Mapping[str, str]) -> bool:
    person = row.person
    tests: dict[str, Callable[[], bool]] = {
        "vacant": lambda: person is None,
        "mirrorless": lambda: person is not None and person.mirror is None,
        "never_met": lambda: person is not None and person.last_met is None,
        "unverified": lambda: person is not None and person.is_unverified,
    }
    if asked.get("role") and (person is None or asked["role"] not in person.value("roles").split()):
        return False
    if asked.get("attitude") and (person is None or person.value("attitude") != asked["attitude"]):
        return False
    return tests[asked["only"]]() if asked.get("only") else True


def _by_step(key: str, steps: Sequence[Any]) -> Callable[[Row], tuple[int, str]]:
    """In the order of the description; who has none comes last."""
    places = {step: number for number, (step, _title) in enumerate(steps)}
    return lambda row: (places.get(row.person.value(key) if row.person else "", len(places)), _name(row))


def _name(row: Row) -> str:
    return row.person.name.casefold() if row.person else "\uffff"


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "name": _name,
    "roles": lambda row: (not (row.person and row.person.roles), row.person.value("roles") if row.person else ""),
    "attitude": _by_step("attitude", ATTITUDES),
    "trajectory": _by_step("trajectory", BY_KEY["trajectory"].choices),
    "influence": _by_step("influence", INFLUENCES[::-1]),
    "coverage": _by_step("coverage", BY_KEY["coverage"].choices[::-1]),
    "met": lambda row: (row.person.last_met if row.person else None) or LONG_AGO,
    "mirror": lambda row: str(row.person.mirror or "\uffff").casefold() if row.person else "\uffff",
}
