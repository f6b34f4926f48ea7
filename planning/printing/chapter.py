"""The chapter of the plan in the printed dossier: the active plan in short, else the next one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.printing.blocks import Block, Cell, Heading, Line, Lines, Paragraph, Table
from dossiers.printing.chapters import Asked as DossierAsked
from planning.models import Plan
from planning.printing import chapters
from planning.printing.contents import Asked, Contents
from planning.printing.for_client import may_be_handed_over, opened
from planning.printing.gathering import gather
from planning.printing.words import NOTHING, day, period

ACTIONS_PRINTED = 10


class PlanChapter:
    key = "plan"
    title: str | Promise = gettext_lazy("Plan")

    def blocks(self, asked: DossierAsked) -> Sequence[Block]:
        plan = Plan.objects.filter(account=asked.account).present().first()
        if plan is None or (asked.is_for_client and not may_be_handed_over(plan)):
            return []
        contents = gather(Asked(asked.account, plan, asked.reader, asked.on, asked.is_for_client))
        return list(_blocks(opened(contents) if asked.is_for_client else contents))


def _blocks(contents: Contents) -> Iterator[Block]:
    if not contents.asked.is_for_client:
        plan = contents.asked.plan
        yield Lines([Line(contents.title, period(plan.starts_on, plan.ends_on), contents.standing)])
        if contents.aim:
            yield Paragraph(contents.aim)
    if contents.goals:
        yield Heading(_("Goals"))
        yield _goals(contents)
    yield from chapters.four_ps(contents)
    if due := contents.open_actions:
        yield Heading(_("Next actions"))
        yield from chapters.actions(due[:ACTIONS_PRINTED], contents)


def _goals(contents: Contents) -> Table:
    header = [_("Goal"), chapters.whose_goal(contents), _("Target"), _("By when")]
    rows: list[list[str | Cell]] = [
        [
            Cell(goal.title, small="" if goal.in_words else goal.measure),
            goal.client_goal,
            Cell(goal.aimed_at or NOTHING, small=goal.standing),
            day(goal.due_on),
        ]
        for goal in contents.goals
    ]
    return Table(header, rows, [5, 4, 3, 2])
