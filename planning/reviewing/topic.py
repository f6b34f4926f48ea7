"""The plans of a client as one topic of its review."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.cadence import stale_before
from dossiers.reviews.topics import Confirmed, Entry, Topic, Trace, Words
from planning.models import Goal, Plan, Strategy
from planning.reviewing.entries import GOAL, key_of, parted, read_entries
from planning.reviewing.traces import traces_of
from planning.reviewing.words import words_of

KEY = "plan"


class Plans:
    """Asked about only where a plan says something: a review grows no longer for nothing."""

    topics: Sequence[Topic] = (Topic(KEY, "J", _("Plan")),)

    def concerned(self, accounts: Collection[int]) -> Collection[int]:
        goals = Goal.objects.filter(plan=OuterRef("pk"))
        filled = Strategy.objects.filter(plan=OuterRef("pk")).exclude(strategy="", no_change_because="")
        plans = Plan.objects.filter(Q(Exists(goals)) | Q(Exists(filled)), account__in=accounts).exclude(state="closed")
        return set(plans.order_by().values_list("account", flat=True))

    def read(self, account: Account, topics: Collection[str]) -> dict[str, list[Entry]]:
        return {KEY: read_entries(account)}

    def as_now(self, topic: str, frozen: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
        return dict(frozen)

    def in_words(self, topic: str, entry: Entry) -> Words:
        return words_of(entry.key.partition(":")[0], entry.value)

    def stale_keys(self, account: Account, today: datetime.date, months: int | None) -> set[str]:
        """Goals of a running plan that nobody looked at for a cycle: read last, or begun, longer ago than that."""
        if months is None:
            return set()
        before = stale_before(today, months)
        goals = Goal.objects.filter(account=account, plan__in=Plan.objects.running())
        read = goals.annotate(read_on=Max("readings__on"))
        old = read.filter(Q(read_on__lt=before) | Q(read_on=None, plan__starts_on__lt=before))
        return {key_of(goal) for goal in old.only("plan_id")}

    def is_over(self, topic: str, entry: Entry, today: datetime.date) -> bool:
        due = entry.value.get("due_on")
        is_reached = entry.value.get("is_reached") == "True"
        return bool(due) and not is_reached and datetime.date.fromisoformat(due) < today  # type: ignore[arg-type]

    def traces(self, account: Account, keys: Iterable[str]) -> dict[str, Trace]:
        return traces_of(account, keys)

    def hold(self, account: Account) -> None:
        """The row under which everything in a plan is written (plans.hold)."""
        plans = Plan.objects.filter(account=account).order_by("pk")
        list(plans.select_for_update(of=("self",), no_key=True).values_list("pk"))

    def confirm(self, account: Account, found: Confirmed, on: datetime.date) -> None:
        """Nothing moves: a goal is as old as its last reading, and a review reads none."""

    def path(self, account: Account, topic: str) -> str:
        return reverse("plans", args=[account.pk])

    def read_with(self, topic: str, key: str) -> str:
        return ""

    def entry_path(self, account: Account, topic: str, key: str) -> str:
        parts = parted(key)
        if parts is None:
            return ""
        if parts.kind == GOAL:
            return reverse("goal", args=[parts.plan_id, parts.pk])
        return reverse("strategy_edit", args=[parts.plan_id, parts.p])
