"""What raters gave, laid side by side: whom to talk about, and everything that was said of a factor of an account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.kaism import Consensus, consensus
from accounts.models import AgreedScore, BandScore, Candidate, Factor, Round, Score, ScoringModel
from kam_portal.foundation.people.models import Function

DISCUSS, ALL, AGREED, PROVISIONAL, LEFT_OUT = "discuss", "all", "agreed", "provisional", "left-out"
SHOWS: dict[str, str | Promise] = {
    DISCUSS: _("To discuss"),
    PROVISIONAL: _("Provisional"),
    AGREED: _("Agreed"),
    ALL: _("All accounts"),
    LEFT_OUT: _("Left out"),
}
BY_NAME, BY_SPREAD = "name", "spread"
IS_AGREED = Q(Exists(AgreedScore.objects.filter(candidate=OuterRef("pk"))))


@dataclass(frozen=True)
class Voices:
    """What one function said: its mean, and who gave what."""

    function: str | Promise
    mean: Decimal | None
    scores: list[Score]


@dataclass
class Item:
    """One factor of one account: what was said, and what was agreed."""

    factor: Factor
    consensus: Consensus
    voices: list[Voices]
    band: BandScore | None = None
    agreed: AgreedScore | None = None

    @property
    def is_to_discuss(self) -> bool:
        return self.consensus.discuss and self.agreed is None


@dataclass
class Entry:
    """One account of the page. `is_readable`: the reader may see its sales rows."""

    candidate: Candidate
    is_readable: bool
    items: list[Item] = field(default_factory=list)


def spreads(round_: Round) -> QuerySet[Any]:
    """Candidate and factor whose scores lie too far apart and were not agreed on yet."""
    return _apart(Score.objects.filter(candidate__round=round_), round_, "candidate", "factor")


def _apart(scores: QuerySet[Score], round_: Round, *by: str) -> QuerySet[Any]:
    agreed = AgreedScore.objects.filter(candidate=OuterRef("candidate"), factor=OuterRef("factor"))
    given = scores.filter(value__isnull=False).exclude(Exists(agreed))
    apart = given.order_by().values(*by).annotate(spread=Max("value") - Min("value"))
    return apart.filter(spread__gte=round_.model.discuss_spread)


def candidates_of(round_: Round, show: str) -> QuerySet[Candidate]:
    """The accounts of one filter; all but the last are those that stay in the round."""
    found = Candidate.objects.filter(round=round_, stays=show != LEFT_OUT)
    if show == DISCUSS:
        # Asked account by account, for a page needs few.
        return found.filter(Exists(_apart(Score.objects.filter(candidate=OuterRef("pk")), round_, "factor")))
    if show == AGREED:
        return found.filter(IS_AGREED)
    if show == PROVISIONAL:
        return found.filter(provisional=True)
    return found


def counts_of(round_: Round) -> dict[str, int]:
    """How many accounts each filter finds; two statements."""
    stays = Q(stays=True)
    kinds = {ALL: stays, PROVISIONAL: stays & Q(provisional=True), AGREED: stays & IS_AGREED, LEFT_OUT: ~stays}
    # A name of SQL, where "left-out" is none.
    columns = {key.replace("-", "_"): Count("pk", filter=condition) for key, condition in kinds.items()}
    found = Candidate.objects.filter(round=round_).aggregate(**columns)
    apart = spreads(round_).filter(candidate__stays=True).aggregate(n=Count("candidate", distinct=True))
    return {key: found[key.replace("-", "_")] for key in kinds} | {DISCUSS: apart["n"]}


def in_order(candidates: QuerySet[Candidate], order: str) -> QuerySet[Candidate]:
    if order != BY_SPREAD:
        return candidates.order_by("account__sort_key", "pk")
    given = Score.objects.filter(candidate=OuterRef("pk"), value__isnull=False).order_by()
    widest = given.values("factor").annotate(spread=Max("value") - Min("value")).order_by("-spread").values("spread")
    return candidates.annotate(widest=Subquery(widest[:1])).order_by(
        F("widest").desc(nulls_last=True), "account__sort_key", "pk"
    )


def entries_of(
    candidates: Iterable[Candidate], factors: Sequence[Factor], model: ScoringModel, readable: AbstractSet[int]
) -> list[Entry]:
    """Everything that was said of these accounts, by factor; three statements, however many there are."""
    listed = list(candidates)
    ids = [candidate.pk for candidate in listed]
    given: dict[tuple[int, int], list[Score]] = defaultdict(list)
    rows = (
        Score.objects.filter(candidate__in=ids).select_related("rater__user").order_by("rater__user__full_name", "pk")
    )
    for row in rows:
        given[row.candidate_id, row.factor_id].append(row)
    bands = {(b.candidate_id, b.factor_id): b for b in BandScore.objects.filter(candidate__in=ids)}
    agreements = AgreedScore.objects.filter(candidate__in=ids).select_related("by")
    agreed = {(a.candidate_id, a.factor_id): a for a in agreements}
    entries = []
    for candidate in listed:
        entry = Entry(candidate, candidate.account_id in readable)
        for factor in factors:
            key = candidate.pk, factor.pk
            item = item_of(factor, given.get(key, []), model)
            item.band, item.agreed = bands.get(key), agreed.get(key)
            entry.items.append(item)
        entries.append(entry)
    return entries


def item_of(factor: Factor, given: Sequence[Score], model: ScoringModel) -> Item:
    by_function: dict[str, list[Score]] = defaultdict(list)
    for score in given:
        by_function[score.rater.function].append(score)
    values = {function: [score.value for score in scores] for function, scores in by_function.items()}
    found = consensus(values, discuss_spread=model.discuss_spread)
    voices = [
        Voices(Function(function).label, found.by_function.get(function), scores)
        for function, scores in sorted(by_function.items())
    ]
    return Item(factor, found, voices)


def narrowed(entries: Sequence[Entry], show: str) -> list[Entry]:
    """The factors that the filter is about; of the others only how many there are matters."""
    for entry in entries:
        if show == DISCUSS:
            entry.items = [item for item in entry.items if item.is_to_discuss]
        elif show == AGREED:
            entry.items = [item for item in entry.items if item.agreed]
    return list(entries)
