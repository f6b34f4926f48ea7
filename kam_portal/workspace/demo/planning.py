"""The plans of the demo, in every state a plan knows, played by the verbs of the pages."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.granting import grant
from accounts.models import Account, Contact
from dossiers.cadence import add_months
from dossiers.models import TableRow
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.company import FOLDER, money
from kam_portal.workspace.demo.planned import PLANS, RANGES, SPACES, ActionFigures, ChanceFigures, Planned
from planning.actions.writing import add_action, finish_action, start_action
from planning.communications.writing import plan_communication, tell_communication
from planning.discussion.writing import answer_comment, resolve_comment, write_comment
from planning.four_ps.writing import edit_strategy
from planning.goals.readings import add_reading
from planning.goals.writing import add_goal
from planning.life.carrying import Choice as Carry
from planning.life.carrying import Decided, carry_over
from planning.life.months import name_of
from planning.life.open_items import open_items
from planning.life.stating import activate, approve, return_plan, submit
from planning.life.whole import read_whole
from planning.models import Action, Comment, Goal, Opportunity, Plan, Product, StageWork, Strategy
from planning.opportunities.writing import add_opportunity, do_work, move_stage
from planning.plans import begin_plan
from planning.resources.writing import add_resource
from planning.white_space.products import add_product
from planning.white_space.writing import UNWRITTEN, say_space


class Planner:
    """The plans of one demo company; the same day gives the same plans."""

    def __init__(
        self, people: Mapping[str, User], accounts: Mapping[str, Account], at: datetime.datetime, *, language: str
    ) -> None:
        self.people, self.accounts, self.at, self.today = people, accounts, at, at.date()
        self.text = tomllib.loads((FOLDER / f"plans.{language}.toml").read_text(encoding="utf-8"))

    def play(self) -> None:
        self._grant()
        products = [add_product(name=name) for name in self.text["products"]]
        for key, cells in SPACES.items():
            self._white_space(self.accounts[key], products, cells, self.text[key])
        for key, planned in PLANS.items():
            _Story(self, self.accounts[key], planned, self.text[key]).play()
        # What was said about plans long ago has been read.
        old = self.at - datetime.timedelta(days=14)
        Message.objects.filter(topic__startswith="plan_", created_at__lt=old).update(read_at=old)

    def _grant(self) -> None:
        for name, (discount, value, days) in RANGES.items():
            grant(
                manager=self.people[name],
                valid_from=self.today - datetime.timedelta(days=730),
                by=self.people["ada"],
                general=self.text["general_authority"],
                discount=Decimal(discount),
                contract_value=money(value * 1_000),
                currency="EUR",
                payment_days=days,
            )

    def _white_space(self, account: Account, products: list[Product], cells: Any, words: Mapping[str, Any]) -> None:
        units = list(TableRow.objects.filter(account=account, table="units").order_by("pk"))
        for unit, product, state, ends, potential in cells:
            changes: dict[str, Any] = {"state": state, "source": self.text["source"]}
            if state == "competitor":
                changes["competitor"] = words["competitor"]
            if ends is not None:
                changes["contract_ends_on"] = self.today + datetime.timedelta(days=ends)
            if potential is not None:
                changes |= {"potential": money(potential * 1_000), "currency": "EUR"}
            say_space(
                account=account,
                unit=units[unit] if unit >= 0 else None,
                product=products[product],
                version=UNWRITTEN,
                changes=changes,
                on=self.today - datetime.timedelta(days=30),
                by=account.kam,
            )


class _Story:
    """One plan, from its first word to the state it is in."""

    def __init__(self, planner: Planner, account: Account, planned: Planned, words: Mapping[str, Any]) -> None:
        self.planner, self.account, self.planned, self.words = planner, account, planned, words
        self.people, self.at, self.today = planner.people, planner.at, planner.today
        self.by = account.kam or self.people["ada"]
        self.start = add_months(self.today.replace(day=1), -planned.began)
        self.end = add_months(self.start, 12) - datetime.timedelta(days=1)
        self.contacts = list(Contact.objects.filter(account=account).order_by("pk"))
        self.theirs = list(TableRow.objects.filter(account=account, table="goals").order_by("pk"))

    def play(self) -> Plan:
        self.plan = self._begin()
        self.goals = [self._goal(*pair) for pair in zip(self.planned.goals, self.words["goals"], strict=True)]
        self._strategies()
        self.chances = [self._chance(*pair) for pair in zip(self.planned.chances, self._list("chances"), strict=True)]
        self.actions: list[Action] = []
        for figures, title in zip(self.planned.actions, self.words["actions"], strict=True):
            self.actions.append(self._action(figures, title))
        for (kind, wanted, used), title in zip(self.planned.resources, self._list("resources"), strict=True):
            add_resource(plan=self.plan, kind=kind, title=title, planned=wanted, used=used)
        self._communications()
        self._go_through()
        return self.plan

    def _list(self, name: str) -> list[Any]:
        return list(self.words.get(name, ()))

    def _day(self, days: int | None) -> datetime.date | None:
        """Within the plan, whose last day is the last for everything in it."""
        return None if days is None else min(self.start + datetime.timedelta(days=days), self.end)

    def _ago(self, days: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days)

    def _moment(self, days: int) -> datetime.datetime:
        return self.at - datetime.timedelta(days=days)

    def _begin(self) -> Plan:
        """The first of a client, or what was kept of the year before."""
        title = name_of(self.start, self.end)
        days = {"starts_on": self.start, "ends_on": self.end}
        if self.planned.before is None:
            return begin_plan(account=self.account, title=title, currency="EUR", aim=self.words["aim"], **days)
        past = _Story(self.planner, self.account, self.planned.before, self.words["before"]).play()
        items = open_items(read_whole(past))
        reason = self.words["before"]["dropped"]
        decided = {
            item.key: Decided(Carry.DROP, reason) if item.kind == "goal" else Decided(Carry.KEEP) for item in items
        }
        return carry_over(
            plan=past,
            title=title,
            decided=decided,
            shift=True,
            by=self.by,
            at=self._moment(200),
            aim=self.words["aim"],
            lessons=self.words["before"]["lessons"],
            **days,
        )

    def _goal(self, figures: Any, words: Mapping[str, Any]) -> Goal:
        is_measured = figures.target is not None or figures.due is None
        numbers = {name: Decimal(getattr(figures, name)) for name in ("baseline", "target") if getattr(figures, name)}
        goal = add_goal(
            plan=self.plan,
            title=words["title"],
            client_goal=self.theirs[figures.mirrors] if figures.mirrors is not None else None,
            kind=Goal.Kind.MEASURED if is_measured else Goal.Kind.QUALITATIVE,
            measure=words.get("measure", ""),
            unit=words.get("unit", ""),
            due_on=self._day(figures.due),
            people=[self.contacts[number] for number in figures.people],
            **numbers,
        )
        for (ago, value), note in zip(figures.readings, words.get("readings", ()), strict=True):
            read = {"value": Decimal(value)} if is_measured else {"is_reached": value == "yes"}
            add_reading(goal=goal, on=self._ago(ago), note=note, today=self.today, by=self.by, **read)
        return goal

    def _strategies(self) -> None:
        for row in Strategy.objects.filter(plan=self.plan).order_by("pk"):
            said = self.words.get("ps", {}).get(row.p, "")
            changes: dict[str, Any] = {}
            if said:
                kept = said.startswith("= ")
                changes["no_change_because" if kept else "strategy"] = said.removeprefix("= ")
                changes["strategy" if kept else "no_change_because"] = ""
            if row.p == "price" and self.planned.terms:
                discount, value, days = self.planned.terms
                changes |= {"discount": Decimal(discount), "payment_days": days, "contract_value": money(value * 1_000)}
            if changes:
                edit_strategy(strategy=row, version=row.version, changes=changes)

    def _chance(self, figures: ChanceFigures, words: Mapping[str, str]) -> Opportunity:
        rated = dict(zip(("time", "money", "people", "benefit"), figures.rated, strict=True))
        values = {
            f"value_{years}": money(value * 1_000)
            for years, value in zip((1, 3, 5), figures.values, strict=True)
            if value is not None
        }
        chance = add_opportunity(
            plan=self.plan,
            title=words["title"],
            kind=figures.kind,
            note=words.get("note", ""),
            probability=figures.probability,
            goal=self.goals[figures.goal] if figures.goal is not None else None,
            **rated,
            **values,
        )
        for _stage in range(figures.stages):
            first = StageWork.objects.filter(stage=chance.stage, is_asked=True).first()
            if first is not None:
                do_work(opportunity=chance, work=first, on=self._ago(25), by=self.by)
            chance = move_stage(opportunity=chance, version=chance.version, forward=True)
        return chance

    def _action(self, figures: ActionFigures, title: str) -> Action:
        action = add_action(
            plan=self.plan,
            title=title,
            goal=self.goals[figures.goal] if figures.goal is not None else None,
            opportunity=self.chances[figures.chance] if figures.chance is not None else None,
            p=figures.p,
            owner=self.people[figures.owner] if figures.owner else None,
            starts_on=self._day(figures.starts),
            due_on=self._day(figures.due),
            cost_planned=money(figures.cost) if figures.cost else None,
            cost_used=money(figures.used) if figures.used else None,
            waits_for=self.actions[figures.waits_for] if figures.waits_for is not None else None,
        )
        if figures.done is not None:
            return finish_action(action=action, version=action.version, on=self._ago(figures.done))
        return start_action(action=action, version=action.version) if figures.under_way else action

    def _communications(self) -> None:
        for figures, words in zip(self.planned.told, self._list("told"), strict=True):
            told = plan_communication(
                plan=self.plan,
                message=words["message"],
                subject=figures.subject,
                tool=figures.tool,
                on=self._day(figures.on),
                owner=self.people[figures.owner],
                goal=self.goals[figures.goal] if figures.goal is not None else None,
                audience=[self.contacts[number] for number in figures.audience],
            )
            if figures.told is not None:
                result = {"told_on": self._ago(figures.told), "result": words["result"]}
                tell_communication(communication=told, version=told.version, changes=result, today=self.today)

    def _go_through(self) -> None:
        """From the draft to the state it is in now."""
        state, since = self.planned.state, max(self.planned.began * 30, 5)
        lead = self.people[self.planned.lead]
        if state == "draft":
            return
        plan = submit(plan=self.plan, by=self.by, at=self._moment(since + 4))
        self._discuss(0 if state == "discussion" else since)
        if state == "returned":
            return_plan(plan=plan, reason=self.words["returned"], by=lead, at=self._moment(1))
        if state in ("approved", "active", "closed"):
            plan = approve(plan=plan, by=lead, at=self._moment(since + 2))
        if state in ("active", "closed"):
            activate(plan=plan, by=self.by, at=self._moment(since))

    def _discuss(self, since: int) -> None:
        """So many days before what is told; what was approved afterwards is resolved."""
        last: Comment | None = None
        for (who, ago, goal, answers, asked), text in zip(self.planned.comments, self._list("comments"), strict=True):
            by, at = self.people[who], self._moment(since + ago)
            whom = [self.people[name] for name in asked]
            if answers and last is not None:
                answer_comment(comment=last, text=text, by=by, at=at, asked=whom)
                continue
            about = self.goals[goal] if goal is not None else None
            last = write_comment(plan=self.plan, text=text, by=by, at=at, goal=about, asked=whom)
        if last is not None and since:
            last.refresh_from_db()
            resolve_comment(comment=last, version=last.version, by=self.by, at=self._moment(since + 3))
