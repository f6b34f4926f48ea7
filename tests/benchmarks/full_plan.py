"""One account of the crowd with an active plan: 30 goals, 200 actions, 100 open comments, changed since approval."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Account, Contact
from dossiers.models import TableRow
from kam_portal.foundation.history.authors import written_by
from planning.life.stating import activate, approve, submit
from planning.models import (
    Action,
    Comment,
    Communication,
    Goal,
    GoalPerson,
    Listener,
    Opportunity,
    Plan,
    Reading,
    Resource,
    Strategy,
)
from planning.plans import begin_plan

GOALS, ACTIONS, COMMENTS, CHANCES, TOLD = 30, 200, 100, 40, 40
SAID = "They asked for forty more gauges and for a price that holds until the docks are rebuilt. "


def planned(account: Account) -> Plan:
    """The plan, made once."""
    found = Plan.objects.filter(account=account).first()
    if found is None:
        with written_by(user=account.kam_id, source="benchmark"):
            found = _made(account)
    return found


def _made(account: Account) -> Plan:
    now, year, kam = timezone.now(), timezone.localdate().year, account.kam
    assert kam is not None
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    plan = begin_plan(account=account, title=str(year), starts_on=first, ends_on=last, currency="EUR", aim=SAID * 3)
    own: dict[str, Any] = {"account": account, "plan": plan}
    Strategy.objects.filter(plan=plan).update(strategy=SAID * 2)
    goals = _goals(own, first, last)
    Action.objects.bulk_create(
        Action(
            **own,
            title=f"Action {n}: show them the gauge",
            goal=goals[n % GOALS],
            owner=kam,
            due_on=first + datetime.timedelta(days=n),
            cost_planned=n,
            note=SAID,
        )
        for n in range(ACTIONS)
    )
    Opportunity.objects.bulk_create(
        Opportunity(**own, title=f"Opportunity {n}", kind="use", value_1=n * 1000, probability=n, note=SAID)
        for n in range(CHANCES)
    )
    _told(own, first)
    for kind in Resource.Kind:
        Resource.objects.create(**own, kind=kind, title=SAID, planned=10, used=3)
    activate(plan=approve(plan=submit(plan=plan, by=kam, at=now), by=_lead(account), at=now), by=kam, at=now)
    Comment.objects.bulk_create(Comment(**own, text=SAID, at=now, by=kam) for _n in range(COMMENTS))
    Goal.objects.filter(pk=goals[0].pk).update(target=20)
    return Plan.objects.get(pk=plan.pk)


def _goals(own: dict[str, Any], first: datetime.date, last: datetime.date) -> list[Goal]:
    values = {"name": "Reach the pensioners"}
    theirs = TableRow.objects.create(account=own["account"], table="goals", values=values, text=values["name"])
    goals = Goal.objects.bulk_create(
        Goal(
            **own,
            title=f"Goal {n}: orders by mail",
            client_goal=theirs,
            measure="Share",
            unit="%",
            baseline=0,
            target=10 + n,
            due_on=last,
            note=SAID,
        )
        for n in range(GOALS)
    )
    people = Contact.objects.bulk_create(Contact(account=own["account"], name=f"Olga Person {n}") for n in range(GOALS))
    GoalPerson.objects.bulk_create(GoalPerson(goal=g, contact=p) for g, p in zip(goals, people, strict=True))
    Reading.objects.bulk_create(
        Reading(account=own["account"], goal=goal, on=first + datetime.timedelta(days=30 * month), value=month)
        for goal in goals
        for month in range(11)
    )
    return goals


def _told(own: dict[str, Any], first: datetime.date) -> None:
    told = Communication.objects.bulk_create(
        Communication(**own, message=SAID, subject="product", tool="seminar", on=first + datetime.timedelta(days=9 * n))
        for n in range(TOLD)
    )
    people = list(own["account"].contacts.all()[:3])
    Listener.objects.bulk_create(Listener(communication=each, contact=who) for each in told for who in people)


def _lead(account: Account) -> Any:
    kam = account.kam
    assert kam is not None and kam.team is not None
    return kam.team.lead
