"""What if, on a copy: two small matrices beside each other, as it stands and as it would. Nothing is saved."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.kaism import place, weighted_total
from accounts.models import Round
from accounts.selection import matrix_rows
from accounts.selection.drawing import svg_of
from accounts.selection.matrix_asked import BY_NAME
from accounts.selection.matrix_rows import Row, readable_by, rows_of
from accounts.selection.picture import SMALL, Picture, picture_of
from accounts.selection.positions import Rules
from accounts.selection.what_if import Answer, axis_of
from accounts.selection.words import QuadrantWords
from kam_portal.foundation.people.models import User

# [ours] More marks than this say nothing in so small a square; then the counts alone answer.
DRAWN_UP_TO = 300


@dataclass(frozen=True)
class Pair:
    """As the round stands, and as it would with what was asked."""

    now: Picture
    then: Picture
    title: str

    @property
    def svg_now(self) -> SafeString:
        return svg_of(self.now, f"{self.title}: {pgettext('as it stands', 'Now')}", name="now")

    @property
    def svg_then(self) -> SafeString:
        return svg_of(self.then, f"{self.title}: {_('Then')}", name="then")


def pair_of(
    *, found: Answer, asked: Sequence[tuple[Any, ...]], rules: Rules, round_: Round, user: User, on: datetime.date
) -> Pair:
    """`asked`: what `found` answers about; one statement for the figures beside it, as the reader may see them."""
    scores = {account: given for account, _name, _stands, given, *_strength in asked}
    candidates = matrix_rows.candidates_of(round_, None, readable_by(user, round_, on))
    stored = rows_of(candidates.filter(account__in=list(scores)), Q(), BY_NAME)
    now = [row._replace(flips=False, forecast_attractiveness=None, forecast_strength=None) for row in stored]
    then = [_moved(row, scores[row.account], rules) for row in now]
    model, side = round_.model, round_.model.strong_at_left
    goes = {moved.account: _("Then: %(quadrant)s") % {"quadrant": _in_words(moved.after)} for moved in found.moved}
    comes = {moved.account: _("Now: %(quadrant)s") % {"quadrant": _in_words(moved.before)} for moved in found.moved}
    from_where = {
        row.account: (row.strength, row.attractiveness)
        for row in now
        if row.account in comes and row.quadrant and row.strength is not None and row.attractiveness is not None
    }
    return Pair(
        picture_of(now, model.scale, model.thresholds, strong_at_left=side, measures=SMALL, moved=goes),
        picture_of(
            then, rules.scale, rules.thresholds, strong_at_left=side, before=from_where, measures=SMALL, moved=comes
        ),
        round_.title,
    )


def _moved(row: Row, scores: Sequence[Any], rules: Rules) -> Row:
    """The same account under the rules asked for; its strength is the client's word and stays."""
    total = weighted_total(rules.weights, scores, scale=rules.scale, coverage_needed=rules.coverage_needed)
    axis = axis_of(rules, row.strength, row.strength_low, row.strength_high, row.strength_state)
    where = place(total, axis, rules.thresholds)
    return row._replace(
        attractiveness=total.value,
        attractiveness_low=total.lowest,
        attractiveness_high=total.highest,
        coverage=total.coverage,
        provisional=total.provisional,
        quadrant=where.quadrant.value if where.quadrant else "",
        near_attractiveness=where.near_attractiveness,
        near_strength=where.near_strength,
    )


def _in_words(words: QuadrantWords | None) -> str:
    return str(words.name) if words else _("in no quadrant")
