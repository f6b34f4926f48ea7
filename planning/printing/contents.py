"""What a printed plan holds: read by gathering.py, for the client only what for_client.py names."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Account
from dossiers.printing.pdf import line_of
from kam_portal.foundation.people.models import User
from planning.goals.map_checking import MapCheck
from planning.goals.one_goal import STANDINGS
from planning.goals.progress import Progress
from planning.models import Plan
from planning.printing.words import with_unit
from planning.resources.sums import Standing


@dataclass(frozen=True)
class Asked:
    """A plan as it was asked for: by whom, on which day, and whether the client shall read it."""

    account: Account
    plan: Plan
    reader: User
    on: datetime.date
    is_for_client: bool = False

    @property
    def foot(self) -> str:
        """What stands at the foot of every page."""
        return line_of(self.account, self.reader, is_for_client=self.is_for_client)


@dataclass(frozen=True)
class ReadingTold:
    on: datetime.date
    value: Decimal | None
    note: str
    is_reached: bool
    by: str


@dataclass(frozen=True)
class GoalTold:
    """What has a default here is ours."""

    title: str
    client_goal: str
    measure: str
    unit: str
    target: Decimal | None
    due_on: datetime.date | None
    baseline: Decimal | None = None
    progress: Progress | None = None
    readings: Sequence[ReadingTold] = ()
    people: Sequence[str] = ()
    note: str = ""
    # What the map says of it, where that was asked for.
    check: MapCheck | None = None
    in_words: bool = False
    # It stands in the version that was approved last.
    was_approved: bool = False

    @property
    def standing(self) -> str:
        return str(STANDINGS[self.progress.standing][0]) if self.progress else ""

    @property
    def now(self) -> Decimal | None:
        return self.progress.now.value if self.progress and self.progress.now else None

    @property
    def aimed_at(self) -> str:
        """The figure to be reached; of a goal told in words, by what we will know it."""
        if self.in_words:
            return self.measure
        return "" if self.target is None else with_unit(self.target, self.unit)

    @property
    def reached(self) -> str:
        """What was read last, in a figure or in words."""
        if self.in_words:
            return self.readings[-1].note if self.readings else ""
        return "" if self.now is None else with_unit(self.now, self.unit)


@dataclass(frozen=True)
class ActionTold:
    title: str
    due_on: datetime.date | None
    status: str
    is_open: bool
    # The titles of the goal it serves and of the opportunity it stands by.
    goal: str = ""
    opportunity: str = ""
    # That goal mirrors one of the client's and was approved.
    mirrors: bool = False
    p: str = ""
    owner: str = ""
    starts_on: datetime.date | None = None
    cost_planned: Decimal | None = None
    cost_used: Decimal | None = None
    waits_for: str = ""
    note: str = ""
    is_late: bool = False
    is_dropped: bool = False


@dataclass(frozen=True)
class StrategyTold:
    p: str
    title: str
    strategy: str
    no_change_because: str
    discount: Decimal | None
    contract_value: Decimal | None
    payment_days: int | None
    tactics: Sequence[str] = ()
    # Who must say yes to the terms; "" within the manager's range of authority.
    needs: str = ""


@dataclass(frozen=True)
class ChanceTold:
    title: str
    kind: str
    effort: Decimal | None
    benefit: int | None
    worth: str
    values: Sequence[Decimal | None]
    probability: int | None
    # Value by probability, and over how many years.
    expected: Decimal | None
    years: int
    stage: str
    outcome: str
    is_open: bool
    note: str


@dataclass(frozen=True)
class ResourceTold:
    kind: str
    title: str
    planned: Decimal | None
    used: Decimal | None
    is_money: bool
    note: str


@dataclass(frozen=True)
class CommunicationTold:
    message: str
    subject: str
    tool: str
    on: datetime.date | None
    owner: str
    audience: Sequence[str]
    goal: str
    told_on: datetime.date | None
    result: str


@dataclass(frozen=True)
class Contents:
    """Everything that may be printed. What has a default here is left out unless it is put in by name."""

    asked: Asked
    goals: Sequence[GoalTold]
    actions: Sequence[ActionTold]
    title: str = ""
    aim: str = ""
    state: str = ""
    currency: str = ""
    version: int = 0
    strategies: Sequence[StrategyTold] = ()
    chances: Sequence[ChanceTold] = ()
    resources: Sequence[ResourceTold] = ()
    communications: Sequence[CommunicationTold] = ()
    # In how much the plan differs from the version approved last.
    changed: int = 0
    # Of money, with what the actions cost.
    money: Standing | None = None

    @property
    def heading(self) -> str:
        """What the document is called; even the title of a plan is ours."""
        return _("What we do for your goals") if self.asked.is_for_client else _("Account development plan")

    @property
    def standing(self) -> str:
        """The state, and whether what is printed is what was approved."""
        if not self.version:
            return self.state
        told = _("%(state)s, version %(number)d") % {"state": self.state, "number": self.version}
        return f"{told}, {_('changed since approval: %(n)s') % {'n': self.changed}}" if self.changed else told

    @property
    def untold(self) -> list[CommunicationTold]:
        return [each for each in self.communications if each.told_on is None]

    @property
    def open_actions(self) -> list[ActionTold]:
        return [action for action in self.actions if action.is_open]
