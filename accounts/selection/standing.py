"""Where a round stands: who handed in, who is missing, what a reader is asked for. No score is read here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Candidate, Factor, Nomination, Rater, Round, Score
from kam_portal.foundation.people.models import Function, User

State = Round.State
# What is waited for at a step: the column of the seat that says it was handed in.
HANDED_IN_AT = {State.NOMINATING: "nominated_at", State.SCORING: "scored_at"}
ALL_ROWS = Func(template="count(*)", output_field=IntegerField())


def missing_in(round_: Round) -> QuerySet[Rater]:
    """The seats whose list or scores are still waited for; who is deactivated is not."""
    column = HANDED_IN_AT.get(State(round_.state))
    if column is None:
        return Rater.objects.none()
    return Rater.objects.filter(round=round_, user__is_active=True, **{f"{column}__isnull": True})


@dataclass(frozen=True)
class Seat:
    """One rater: the row, whether what this step asks for was handed in, and how many cells are scored."""

    rater: Rater
    is_handed_in: bool
    is_waited_for: bool
    done: int = 0


@dataclass
class Bench:
    """The raters of one function."""

    function: str
    seats: list[Seat] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(Function(self.function).label)

    @property
    def missing(self) -> int:
        return sum(seat.is_waited_for for seat in self.seats)


@dataclass(frozen=True)
class Standing:
    """`cells` is what each rater is asked to score: accounts times factors that no band scores."""

    benches: list[Bench]
    accounts: int
    staying: int
    cells: int

    @property
    def raters(self) -> int:
        return sum(len(bench.seats) for bench in self.benches)

    @property
    def missing(self) -> int:
        return sum(bench.missing for bench in self.benches)

    @property
    def waited_for(self) -> int:
        """Active raters: "n of m handed in"."""
        return sum(seat.rater.user.is_active for bench in self.benches for seat in bench.seats)


def standing_of(round_: Round) -> Standing:
    """At most four statements."""
    counts = Candidate.objects.filter(round=round_).aggregate(every=Count("pk"), stay=Count("pk", filter=Q(stays=True)))
    factors = Factor.objects.filter(model=round_.model_id, measure="").count()
    done = _scored([round_.pk]) if round_.state == State.SCORING else {}
    column = HANDED_IN_AT.get(State(round_.state), "")
    benches: dict[str, Bench] = {}
    seats = Rater.objects.filter(round=round_).select_related("user")
    for rater in seats.order_by("function", "user__full_name", "pk"):
        handed_in = bool(column and getattr(rater, column))
        waited_for = bool(column) and not handed_in and rater.user.is_active
        seat = Seat(rater, handed_in, waited_for, done.get(rater.pk, 0))
        benches.setdefault(rater.function, Bench(rater.function)).seats.append(seat)
    return Standing(list(benches.values()), counts["every"], counts["stay"], counts["stay"] * factors)


def _scored(rounds: Iterable[int], **of: Any) -> dict[int, int]:
    """Seat -> cells filled in, "I do not know" included."""
    rows = Score.objects.filter(candidate__round__in=rounds, candidate__stays=True, **of)
    return dict(rows.order_by().values_list("rater").annotate(n=Count("pk")))


@dataclass(frozen=True)
class Asked:
    """What a reader is asked for in a round, in words, and where it is done; `is_done` when it was handed in."""

    round_id: int
    title: str
    text: str
    path: str
    until: datetime.date | None
    is_done: bool


def asked_of(user: User, rounds: Iterable[Round] | None = None) -> dict[int, Asked]:
    """Round -> what this person is asked for there; of all rounds unless given, the first to end first."""
    seats = Rater.objects.filter(user=user, round__state__in=HANDED_IN_AT).select_related("round")
    if rounds is not None:
        seats = seats.filter(round__in=[round_.pk for round_ in rounds])
    found = [
        _nominations(seat.round, seat, seat.named)
        if seat.round.state == State.NOMINATING
        else _scores(seat.round, seat, seat.done, seat.staying * seat.factors)
        for seat in seats.annotate(
            named=_count(Nomination.objects.filter(rater=OuterRef("pk"))),
            done=_count(Score.objects.filter(rater=OuterRef("pk"), candidate__stays=True)),
            staying=_count(Candidate.objects.filter(round=OuterRef("round"), stays=True)),
            factors=_count(Factor.objects.filter(model=OuterRef("round__model"), measure="")),
        )
    ]
    found.sort(key=lambda asked: (asked.until or datetime.date.max, asked.round_id))
    return {asked.round_id: asked for asked in found}


def _count(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are for the row at hand."""
    return Subquery(rows.order_by().annotate(n=ALL_ROWS).values("n"))


def _nominations(round_: Round, seat: Rater, named: int) -> Asked:
    if seat.nominated_at:
        text = ngettext("You handed in a list of %(n)d account.", "You handed in a list of %(n)d accounts.", named)
    else:
        text = _("You are asked which clients you hold key: %(n)d named so far.")
    path = reverse("nominations", args=[round_.pk])
    return Asked(round_.pk, round_.title, text % {"n": named}, path, round_.nominate_until, bool(seat.nominated_at))


def _scores(round_: Round, seat: Rater, done: int, cells: int) -> Asked:
    if seat.scored_at:
        text = _("You handed your scores in: %(n)d of %(m)d.")
    else:
        text = _("You are asked to score: %(n)d of %(m)d done.")
    path = reverse("scores", args=[round_.pk])
    words = text % {"n": done, "m": cells}
    return Asked(round_.pk, round_.title, words, path, round_.score_until, bool(seat.scored_at))
