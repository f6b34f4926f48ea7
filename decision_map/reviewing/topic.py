"""The maps of a client as one topic of its review, for whoever may read what is judged of people."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from decision_map import judging, lines
from decision_map.limits import thresholds_now
from decision_map.models import Actor, DecisionMap, Judgement, Line, Post
from decision_map.reviewing.entries import JUDGED, LINE, PERSON, POST, key_of, parted, read_entries
from decision_map.reviewing.traces import traces_of
from decision_map.reviewing.words import words_of
from dossiers.reviews.topics import Confirmed, Entry, Topic, Trace, Words

KEY = "map"
EDITED_AT = {POST: "post_edit", PERSON: "actor_counterpart", JUDGED: "actor_judge", LINE: "line_edit"}


class Maps:
    """Asked about only where something stands on a map: a review grows no longer for nothing."""

    topics: Sequence[Topic] = (Topic(KEY, "I", _("Decision map"), is_guarded=True),)

    def concerned(self, accounts: Collection[int]) -> Collection[int]:
        drawn = [Exists(model.objects.filter(map=OuterRef("pk"))) for model in (Post, Actor)]
        maps = DecisionMap.objects.filter(drawn[0] | drawn[1], account__in=accounts)
        return set(maps.order_by().values_list("account", flat=True))

    def read(self, account: Account, topics: Collection[str]) -> dict[str, list[Entry]]:
        return {KEY: read_entries(account)}

    def as_now(self, topic: str, frozen: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
        return dict(frozen)

    def in_words(self, topic: str, entry: Entry) -> Words:
        return words_of(entry.key.partition(":")[0], entry.value)

    def stale_keys(self, account: Account, today: datetime.date, months: int | None) -> set[str]:
        """What is judged has its own age, whatever the cycle of the account."""
        before = thresholds_now().verified_from(today)
        people = Actor.objects.filter(account=account, left_on=None)
        old = Judgement.objects.filter(actor=OuterRef("pk"), as_of__lt=before).exclude(value="")
        drawn = Line.objects.filter(account=account, as_of__lt=before)
        return {key_of(JUDGED, actor) for actor in people.filter(Exists(old))} | {key_of(LINE, each) for each in drawn}

    def is_over(self, topic: str, entry: Entry, today: datetime.date) -> bool:
        star, until = (entry.value.get(key) for key in ("trajectory", "trajectory_until"))
        return entry.key.startswith(JUDGED) and judging.star_is_over(star, until, today)

    def traces(self, account: Account, keys: Iterable[str]) -> dict[str, Trace]:
        return traces_of(account, keys)

    def hold(self, account: Account) -> None:
        """In the order in which the verbs of the map lock: its row, the people, the lines."""
        for model in (DecisionMap, Actor, Line):
            rows = model._default_manager.filter(account=account).order_by("pk")
            list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))

    def confirm(self, account: Account, found: Confirmed, on: datetime.date) -> None:
        """Who has left is not judged again."""
        judged = Judgement.objects.filter(account=account, actor__left_on=None).exclude(value="")
        judging.confirm(judged.filter(_found(found, JUDGED, "actor")), on)
        lines.confirm(Line.objects.filter(_found(found, LINE, "pk"), account=account), on)

    def path(self, account: Account, topic: str) -> str:
        return reverse("map_first", args=[account.pk])

    def read_with(self, topic: str, key: str) -> str:
        return ""

    def entry_path(self, account: Account, topic: str, key: str) -> str:
        parts = parted(key)
        return reverse(EDITED_AT[parts[0]], args=[account.pk, *parts[1:]]) if parts else ""


def _found(found: Confirmed, kind: str, column: str) -> Q:
    if KEY in found.topics:
        return ~Q(**{f"{column}__in": _numbers(found.unknown, kind)})
    return Q(**{f"{column}__in": _numbers(found.keys, kind)})


def _numbers(keys: Iterable[str], kind: str) -> list[int]:
    return [parts[2] for key in keys if (parts := parted(key)) is not None and parts[0] == kind]
