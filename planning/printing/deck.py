"""A plan as a deck of slides: cover, aim, goals with charts, four Ps, opportunities, actions over time and so on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.dateformat import format as in_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kam_portal.foundation.documents.decks.charts import Bubble, Columns, Field, draw_bubbles, draw_columns
from kam_portal.foundation.documents.decks.slides import BODY, GAP, Deck, Grid, Place
from kam_portal.foundation.documents.decks.splitting import numbered
from kam_portal.foundation.documents.typesetting import language
from planning.models import Goal
from planning.printing.chapters import money_in_all, strategy_text, terms, whose_goal
from planning.printing.columns import Bucket, buckets_of
from planning.printing.contents import ActionTold, ChanceTold, Contents, GoalTold
from planning.printing.words import NOTHING, day, money, period, with_unit

# Of a text in a cell; and how many actions and charts a room full of people looks at.
LONGEST, MOST_ACTIONS = 240, 60
MOST_CHARTED = 16
# Beside the other columns of the actions, so that a month and its year have room.
TIMELINE = 5.0
CHARTS_A_SLIDE, BUBBLES_A_SLIDE = 4, 10
SMALLEST_BUBBLE = Decimal("0.1")


def deck_of(contents: Contents) -> bytes:
    """What a client may not read is not there: its lists are empty, and an empty part has no slide."""
    asked = contents.asked
    deck = Deck(
        title=f"{contents.heading} · {asked.account.trade_name}",
        author=asked.account.kam.full_name if asked.account.kam else "KAM Portal",
        foot=asked.foot,
        language=language(),
        on=asked.on,
    )
    _cover(deck, contents)
    if contents.aim:
        deck.text(_("The plan in a few sentences"), contents.aim)
    if contents.goals:
        deck.table(_("Goals"), _goals(contents))
        _charts(deck, contents.goals)
    if contents.strategies:
        deck.boxes(_("Product, price, promotion, place"), _four_ps(contents))
    if contents.chances:
        _chances(deck, contents)
    if contents.actions:
        _actions(deck, contents)
    if contents.resources or money_in_all(contents):
        deck.table(_("Resources"), _resources(contents))
    if contents.communications:
        deck.table(_("Communications"), _communications(contents))
    return deck.saved()


def _cover(deck: Deck, contents: Contents) -> None:
    asked = contents.asked
    lines = [contents.title, period(asked.plan.starts_on, asked.plan.ends_on)]
    if not asked.is_for_client:
        lines.append(contents.standing)
    if asked.account.kam:
        lines.append(asked.account.kam.full_name)
    lines.append(_("For the client") if asked.is_for_client else _("Internal"))
    deck.cover(kicker=contents.heading, title=asked.account.trade_name, lines=[_cut(line) for line in lines if line])


def _goals(contents: Contents) -> Grid:
    header = [_("Goal"), whose_goal(contents), _("Measure"), _("Target"), _("By when")]
    rows = [_goal(goal) for goal in contents.goals]
    if contents.asked.is_for_client:
        return Grid(header, [row[:5] for row in rows], [4, 4, 3, 2, 1.6])
    return Grid([*header, pgettext("of a goal", "Now")], rows, [4, 4, 3, 2, 1.6, 2])


def _goal(goal: GoalTold) -> list[str]:
    measure = str(Goal.Kind.QUALITATIVE.label) if goal.in_words else goal.measure
    told = [goal.title, goal.client_goal, measure, goal.aimed_at]
    now = [_cut(goal.reached), goal.standing]
    return [*(_cut(text) or NOTHING for text in told), day(goal.due_on), "\n".join(word for word in now if word)]


def _charts(deck: Deck, goals: Sequence[GoalTold]) -> None:
    """Baseline, now and target of each goal that is measured; the units differ, so each has its own chart."""
    found = [goal for goal in goals if goal.target is not None and goal.progress is not None]
    drawn = found[:MOST_CHARTED]
    groups = [drawn[at : at + CHARTS_A_SLIDE] for at in range(0, len(drawn), CHARTS_A_SLIDE)]
    wide, tall = (BODY.width - GAP) / 2, (BODY.height - GAP) / 2
    for number, group in enumerate(groups, 1):
        slide = deck.slide(numbered(_("How far the goals are"), number, groups))
        for at, goal in enumerate(group):
            place = Place(BODY.left + (at % 2) * (wide + GAP), BODY.top + (at // 2) * (tall + GAP), wide, tall)
            columns = [
                (_("Baseline"), goal.baseline),
                (pgettext("of a goal", "Now"), goal.now),
                (_("Target"), goal.target),
            ]
            draw_columns(deck, slide, Columns(Truncator(goal.title).chars(80), goal.unit, columns), place)
    if left := len(found) - len(drawn):
        deck.text(_("How far the goals are"), _("and %(n)d more") % {"n": left})


def _four_ps(contents: Contents) -> list[tuple[str, str]]:
    return [
        (row.title, "\n".join(word for word in (strategy_text(row), terms(row, contents.currency)) if word))
        for row in contents.strategies
    ]


def _chances(deck: Deck, contents: Contents) -> None:
    """As many bubbles to a slide as can be told apart, numbered as in the table beside them; then the whole table."""
    numbers = {id(row): at for at, row in enumerate(contents.chances, 1)}
    rated = [row for row in contents.chances if row.is_open and row.effort is not None and row.benefit is not None]
    groups = [rated[at : at + BUBBLES_A_SLIDE] for at in range(0, len(rated), BUBBLES_A_SLIDE)]
    field = Field(_("Effort"), _("Benefit"), 0.5, 5.5)
    for number, group in enumerate(groups, 1):
        slide = deck.slide(numbered(_("Opportunities: effort and benefit"), number, groups))
        largest = max((row.expected or Decimal(0) for row in group), default=Decimal(0)) or Decimal(1)
        classes = dict.fromkeys(row.worth for row in group)
        series = [
            (worth, [_bubble(row, numbers[id(row)], largest) for row in group if row.worth == worth])
            for worth in classes
        ]
        draw_bubbles(slide, series, field, Place(BODY.left, BODY.top, 7.4, BODY.height))
        listed = Grid(
            ["", _("Opportunity")], [[str(numbers[id(row)]), Truncator(row.title).chars(80)] for row in group], [1, 9]
        )
        deck.rows(slide, listed, range(len(group)), [0.45, 4.0], Place(BODY.left + 7.65, BODY.top, 4.45, 4))
    deck.table(_("Opportunities"), _table_of_chances(contents))


def _bubble(row: ChanceTold, number: int, largest: Decimal) -> Bubble:
    size = max((row.expected or Decimal(0)) / largest, SMALLEST_BUBBLE)
    return Bubble(str(number), row.effort or Decimal(0), Decimal(row.benefit or 0), size)


def _table_of_chances(contents: Contents) -> Grid:
    header = ["", _("Opportunity"), _("Class"), _("Value in 1, 3, 5 years"), _("Probability"), _("Stage")]
    rows = [
        [
            str(at),
            _cut(row.title),
            f"{row.kind}\n{row.worth}",
            "\n".join(money(value, contents.currency) for value in row.values if value is not None) or NOTHING,
            NOTHING if row.probability is None else f"{row.probability}\u00a0%",
            row.stage if row.is_open else row.outcome,
        ]
        for at, row in enumerate(contents.chances, 1)
    ]
    return Grid(header, rows, [0.5, 4, 3, 2.5, 1.5, 2], figures=(3, 4))


def _actions(deck: Deck, contents: Contents) -> None:
    """A line an action and a column a month, filled from its beginning to its due date."""
    plan, shown = contents.asked.plan, contents.actions[:MOST_ACTIONS]
    months = buckets_of(plan.starts_on, plan.ends_on)
    words = [_action(row, contents) for row in shown]
    header = [_("Action"), *([] if contents.asked.is_for_client else [_("Owner")]), _("Due"), _("Status")]
    widths = [4.0, *([] if contents.asked.is_for_client else [1.8]), 1.5, 1.5]
    first = len(header)
    filled = {
        (at, first + column)
        for at, row in enumerate(shown)
        for column, month in enumerate(months)
        if _is_under_way(row, month)
    }
    grid = Grid(
        [*header, *_heads(months)],
        [[*row, *("" for _month in months)] for row in words],
        [*widths, *(TIMELINE / len(months) for _month in months)],
        narrow=range(first, first + len(months)),
        filled=filled,
    )
    deck.table(_("Actions"), grid)
    if left := len(contents.actions) - len(shown):
        deck.text(_("Actions"), _("and %(n)d more") % {"n": left})


def _heads(months: Sequence[Bucket]) -> list[str]:
    """The month in which each begins, with the year wherever another one begins."""
    years = [month.first.year for month in months]
    return [
        in_format(month.first, "m" if at and years[at - 1] == years[at] else "m\n’y") for at, month in enumerate(months)
    ]


def _action(row: ActionTold, contents: Contents) -> list[str]:
    owner = [] if contents.asked.is_for_client else [_cut(row.owner) or NOTHING]
    return [_cut(row.title), *owner, day(row.due_on), _("late") if row.is_late else row.status]


def _is_under_way(row: ActionTold, month: Bucket) -> bool:
    """From the day it begins, else in the month alone in which it is due."""
    if row.due_on is None:
        return False
    return (row.starts_on or row.due_on) <= month.last and row.due_on >= month.first


def _resources(contents: Contents) -> Grid:
    rows = [
        [
            row.kind,
            _cut(row.title),
            with_unit(row.planned, contents.currency if row.is_money else ""),
            with_unit(row.used, contents.currency if row.is_money else ""),
        ]
        for row in contents.resources
    ]
    rows += [["", title, *figures] for title, *figures in money_in_all(contents)]
    return Grid([_("Kind"), _("What"), _("Planned"), _("Used")], rows, [2, 6, 2, 2], figures=(2, 3))


def _communications(contents: Contents) -> Grid:
    rows = [
        [
            day(row.on),
            _cut(row.message),
            row.tool,
            _cut(", ".join(row.audience)) or NOTHING,
            _cut(row.owner) or NOTHING,
            day(row.told_on) if row.told_on else _("not yet"),
        ]
        for row in contents.communications
    ]
    header = [_("Date"), _("Message"), _("Tool"), _("Audience"), _("Owner"), _("Told")]
    return Grid(header, rows, [1.5, 5, 2, 3, 2, 1.5])


def _cut(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST)
