"""Their people against ours: who meets whom and how often, narrowed and sorted as the address asks."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from decision_map.contact_words import SIGNS, STRENGTHS, Advice, advice_of
from decision_map.description import ROLES
from decision_map.measures import Thresholds
from decision_map.measures.contact import Met, Sign, Strength, Tie, most_with_influence, signs
from decision_map.met import WhoMetWhom, in_order, who_met_whom
from decision_map.reading import MapShown, PersonShown, PostShown, anchor_of
from decision_map.table import ANY, LONG_AGO, Heading, Narrowing, heading
from kam_portal.foundation.people.models import User

# Rests on what is judged: whoever may not read that is not told.
JUDGED_SIGNS = (Sign.ABOVE_WEIGHT,)


class MatrixFilter(Narrowing):
    role = forms.ChoiceField(label=_("Role"), required=False)
    only = forms.ChoiceField(label=_("Only"), required=False)
    ours = forms.ChoiceField(label=_("Contacts of"), required=False)

    def __init__(self, data: Any, *, ours: Sequence[User], may_judge: bool) -> None:
        super().__init__(data)
        told = [sign for sign in SIGNS if may_judge or sign not in JUDGED_SIGNS]
        offered: dict[str, Any] = {
            "role": [ANY, *ROLES],
            "only": [ANY, *((sign.value, SIGNS[sign]) for sign in told)],
            "ours": [ANY, *((str(user.pk), user.full_name) for user in ours)],
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices
        if not may_judge:
            del self.fields["role"]


@dataclass(frozen=True)
class Cell:
    """`place` says what of us the column's person is to the row's: counterpart, backup or nothing agreed."""

    tie: Tie
    strength: Strength
    place: str | Promise
    days: int | None

    @property
    def words(self) -> str | Promise:
        return STRENGTHS[self.strength]

    @property
    def is_empty(self) -> bool:
        return self.tie.last is None and not self.place


@dataclass(frozen=True)
class MatrixRow:
    person: PersonShown
    posts: Sequence[PostShown]
    met: Met
    days: int | None
    advice: Sequence[Advice]
    cells: Sequence[Cell]

    @property
    def anchor(self) -> str:
        return anchor_of(self.person.id)

    @property
    def titles(self) -> str:
        return "; ".join(post.title for post in self.posts)

    def has(self, sign: str) -> bool:
        return any(advice.sign == sign for advice in self.advice)


@dataclass(frozen=True)
class Matrix:
    """`advised` is what is to be done, of all people whatever the filters keep, the most pressing first."""

    rows: Sequence[MatrixRow]
    of: int
    ours: Sequence[User]
    headings: Sequence[Heading]
    advised: Sequence[tuple[str | Promise, Sequence[Advice]]]


def matrix_of(
    shown: MapShown, account: Account, at: datetime.date, narrow: Callable[[Sequence[User]], Mapping[str, str]]
) -> Matrix:
    """`narrow` says what is asked for, once it is known who of us there is to be asked about."""
    found = who_met_whom(shown, account, at)
    rows = _rows(shown, found, at)
    asked = narrow(found.ours)
    kept = [row for row in rows if _fits(row, asked, found)]
    wanted = asked.get("sort", "")
    if sort := SORTS.get(wanted.removeprefix("-")):
        kept.sort(key=sort, reverse=wanted.startswith("-"))
    headings = [heading(name, title, wanted) for name, title in COLUMNS]
    advised = [
        (title, [one for row in rows for one in row.advice if one.sign is sign]) for sign, title in SIGNS.items()
    ]
    return Matrix(kept, len(rows), found.ours, headings, [(title, every) for title, every in advised if every])


def _rows(shown: MapShown, found: WhoMetWhom, at: datetime.date) -> list[MatrixRow]:
    told, most = signs(found.met, at, shown.thresholds), most_with_influence(found.met, shown.thresholds)
    posts: dict[int, list[PostShown]] = {}
    for post in shown.posts:
        if post.person:
            posts.setdefault(post.person.id, []).append(post)
    return [
        MatrixRow(
            person,
            posts.get(person.id, []),
            met,
            met.days_since(at),
            [advice_of(sign, person, shown.map, met, at, most) for sign in told[person.id]],
            [_cell(person, user, found, at, shown.thresholds) for user in found.ours],
        )
        for person, met in zip(in_order(shown), found.met, strict=True)
    ]


def _cell(person: PersonShown, user: User, found: WhoMetWhom, at: datetime.date, limits: Thresholds) -> Cell:
    tie = found.ties.get((person.id, user.pk), Tie())
    places = {one.id: word for one, word in ((person.mirror, _("counterpart")), (person.backup, _("backup"))) if one}
    days = None if tie.last is None else (at - tie.last).days
    return Cell(tie, tie.strength(at, limits), places.get(user.pk, ""), days)


def _fits(row: MatrixRow, asked: Mapping[str, str], found: WhoMetWhom) -> bool:
    if asked.get("role") and asked["role"] not in row.person.value("roles").split():
        return False
    if asked.get("only") and not row.has(asked["only"]):
        return False
    if asked.get("ours"):
        return any(
            str(user.pk) == asked["ours"] and not cell.is_empty
            for user, cell in zip(found.ours, row.cells, strict=True)
        )
    return True


COLUMNS: Sequence[tuple[str, str | Promise]] = (
    ("name", _("Person")),
    ("met", _("Last contact")),
    ("target", _("Every … days")),
    ("year", _("In 12 months")),
    ("more", _("Against the plan")),
)
# What is not agreed comes before everything that is.
NOT_AGREED = -10_000
SORTS: Mapping[str, Callable[[MatrixRow], Any]] = {
    "name": lambda row: row.person.name.casefold(),
    "met": lambda row: row.met.last or LONG_AGO,
    "target": lambda row: row.met.every_days or NOT_AGREED,
    "year": lambda row: row.met.year,
    "more": lambda row: NOT_AGREED if row.met.more_than_planned is None else row.met.more_than_planned,
}
