"""The whole plan as chapters on paper, by the blocks of the printed dossier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.printing.blocks import Block, Cell, Heading, Line, Lines, Paragraph, Squares, Table
from dossiers.printing.sections import Printed
from dossiers.printing.words import titled
from planning.four_ps.authority import terms_in_words
from planning.four_ps.terms import Terms
from planning.goals.map_checking import MapCheck, Somebody
from planning.models import Action, Goal, Opportunity
from planning.printing.contents import ActionTold, ChanceTold, Contents, GoalTold, StrategyTold
from planning.printing.words import NOTHING, day, figure, money, with_unit


def chapters_of(contents: Contents) -> list[Printed]:
    """What is empty is left out, for us and for the client."""
    found = [
        Printed(_("Goals"), list(goals(contents))),
        Printed(_("Product, price, promotion, place"), list(four_ps(contents))),
        Printed(_("Opportunities"), list(chances(contents))),
        Printed(_("Actions"), list(actions(contents.actions, contents))),
        Printed(_("Resources"), list(resources(contents))),
        Printed(_("Communications"), list(communications(contents))),
    ]
    if contents.aim:
        found.insert(0, Printed(_("The plan in a few sentences"), [Paragraph(contents.aim)]))
    return [chapter for chapter in found if chapter.blocks]


def goals(contents: Contents) -> Iterator[Block]:
    for goal in contents.goals:
        yield Heading(goal.title)
        yield Lines(_of_goal(goal, whose_goal(contents)))
        if goal.readings:
            yield _readings(goal)


def whose_goal(contents: Contents) -> str:
    """How the client's goal is called, to us and to them."""
    return _("Your goal") if contents.asked.is_for_client else _("The client’s goal")


def _of_goal(goal: GoalTold, theirs: str) -> list[Line]:
    pairs = [
        (theirs, goal.client_goal),
        (titled(Goal, "measure"), goal.measure),
        (titled(Goal, "baseline"), with_unit(goal.baseline, goal.unit) if goal.baseline is not None else ""),
        (pgettext("of a goal", "Now"), _now(goal)),
        (titled(Goal, "target"), with_unit(goal.target, goal.unit) if goal.target is not None else ""),
        (titled(Goal, "due_on"), day(goal.due_on) if goal.due_on else ""),
        (pgettext("people of a goal", "It is about"), ", ".join(goal.people)),
        *(_on_the_map(goal.check) if goal.check else ()),
        (titled(Goal, "note"), goal.note),
    ]
    return [Line(title, text) for title, text in pairs if text]


def _now(goal: GoalTold) -> str:
    """The present figure and how the goal stands; of the client's copy nothing."""
    if goal.progress is None:
        return ""
    parts = [with_unit(goal.now, goal.unit) if goal.now is not None else "", goal.standing]
    if goal.progress.percent is not None:
        parts.insert(1, f"{figure(goal.progress.percent)}\u00a0%")
    return " · ".join(part for part in parts if part)


def _on_the_map(check: MapCheck) -> Iterator[tuple[str, str]]:
    """Who decides, supports and opposes is there for who may read judgements alone."""
    yield pgettext("people of a goal", "Decide"), _names(check.decide)
    yield pgettext("people of a goal", "Support"), _names(check.support)
    yield pgettext("people of a goal", "Oppose"), _names(check.oppose)
    if check.last_contact:
        yield _("Last contact"), day(check.last_contact)
    yield _("Warnings"), ", ".join(warning.title for warning in check.warnings)


def _names(people: Sequence[Somebody]) -> str:
    return ", ".join(person.name for person in people)


def _readings(goal: GoalTold) -> Table:
    rows = [
        [
            day(reading.on),
            with_unit(reading.value, goal.unit)
            if reading.value is not None
            else (_("reached") if reading.is_reached else NOTHING),
            reading.note,
            reading.by,
        ]
        for reading in reversed(goal.readings)
    ]
    return Table(
        [_("As of"), _("Value"), _("Note"), pgettext("who read a goal", "By")], rows, [2, 2, 6, 3], figures=(1,)
    )


def four_ps(contents: Contents) -> Iterator[Block]:
    if any(row.strategy or row.no_change_because for row in contents.strategies):
        yield Squares(
            [Line(row.title, strategy_text(row), terms(row, contents.currency)) for row in contents.strategies]
        )
        for row in contents.strategies:
            if row.tactics:
                yield _tactics(row)


def _tactics(row: StrategyTold) -> Block:
    return Lines([Line(_("Tactics: %(p)s") % {"p": row.title}, "\n".join(row.tactics))])


def strategy_text(row: StrategyTold) -> str:
    if row.no_change_because:
        return _("No change, because: %(reason)s") % {"reason": row.no_change_because}
    return row.strategy or NOTHING


def terms(row: StrategyTold, currency: str) -> str:
    """What is offered, of the price alone, and who must say yes to it."""
    planned = Terms(
        discount=row.discount, contract_value=row.contract_value, payment_days=row.payment_days, currency=currency
    )
    told = terms_in_words(planned)
    return "\n".join(capfirst(word) for word in (told, row.needs) if word)


def chances(contents: Contents) -> Iterator[Block]:
    if not contents.chances:
        return
    header = [
        titled(Opportunity, "title"),
        _("Effort"),
        _("Benefit"),
        _("Value in 1, 3, 5 years"),
        titled(Opportunity, "probability"),
        _("Stage"),
    ]
    rows = [_chance(row, contents.currency) for row in contents.chances]
    yield Table(header, rows, [6, 2, 2, 4, 3, 3], figures=(1, 2, 4))


def _chance(row: ChanceTold, currency: str) -> list[str | Cell]:
    stage = row.stage if row.is_open else row.outcome
    return [
        Cell(row.title, row.note, " · ".join((row.kind, row.worth))),
        figure(row.effort),
        figure(row.benefit),
        "\n".join(money(value, currency) for value in row.values if value is not None) or NOTHING,
        figure(row.probability),
        stage,
    ]


def actions(rows: Sequence[ActionTold], contents: Contents) -> Iterator[Block]:
    """The client's copy has fewer columns."""
    if not rows:
        return
    if contents.asked.is_for_client:
        header, widths = [titled(Action, "title"), _("Due"), titled(Action, "status")], [6, 2, 2]
        yield Table(header, [[Cell(row.title, small=row.goal), day(row.due_on), row.status] for row in rows], widths)
        return
    header = [titled(Action, "title"), titled(Action, "owner"), _("Due"), titled(Action, "status"), _("Cost")]
    yield Table(header, [_action(row, contents.currency) for row in rows], [11, 5, 4, 5, 5], figures=(4,))


def _action(row: ActionTold, currency: str) -> list[str | Cell]:
    about = [row.goal, row.opportunity, _("waits for: %(action)s") % {"action": row.waits_for} if row.waits_for else ""]
    cost = [
        _("planned %(amount)s") % {"amount": money(row.cost_planned, currency)} if row.cost_planned is not None else "",
        _("used %(amount)s") % {"amount": money(row.cost_used, currency)} if row.cost_used is not None else "",
    ]
    return [
        Cell(row.title, row.note, " · ".join(word for word in about if word)),
        row.owner or NOTHING,
        Cell(day(row.due_on), small=_("late") if row.is_late else ""),
        row.status,
        "\n".join(word for word in cost if word) or NOTHING,
    ]


def resources(contents: Contents) -> Iterator[Block]:
    if contents.resources or money_in_all(contents):
        rows: list[list[str | Cell]] = [
            [
                row.kind,
                Cell(row.title, row.note),
                with_unit(row.planned, contents.currency if row.is_money else ""),
                with_unit(row.used, contents.currency if row.is_money else ""),
            ]
            for row in contents.resources
        ]
        rows += [["", title, *figures] for title, *figures in money_in_all(contents)]
        yield Table([_("Kind"), _("What"), _("Planned"), _("Used")], rows, [2, 6, 3, 3], figures=(2, 3))


def money_in_all(contents: Contents) -> list[tuple[str, str, str]]:
    """What is called, planned and used; no row where nothing is said of money."""
    found = contents.money
    if found is None or not found.is_known:
        return []
    figures = (money(found.planned, contents.currency), money(found.used, contents.currency))
    return [(_("Money in all, with the costs of actions"), *figures)]


def communications(contents: Contents) -> Iterator[Block]:
    if contents.communications:
        rows: list[list[str | Cell]] = [
            [
                day(row.on),
                Cell(row.message, row.result, row.goal),
                Cell(row.tool, small=row.subject),
                ", ".join(row.audience) or NOTHING,
                row.owner or NOTHING,
                _("told on %(day)s") % {"day": day(row.told_on)} if row.told_on else _("not yet"),
            ]
            for row in contents.communications
        ]
        header = [_("Date"), _("Message"), _("Tool"), _("Audience"), capfirst(_("owner")), _("Told")]
        yield Table(header, rows, [2, 5, 3, 3, 3, 2])
