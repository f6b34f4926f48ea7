"""The lists side by side, once the nominations are over: who named whom, how far they agree, who goes on to scoring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.kaism import Overlap, named_by_n, overlaps
from accounts.models import Candidate, Nomination, Rater, Round
from accounts.models.rounds import OPEN_STATES
from accounts.selection.holding import hold
from accounts.selection.steps import step_of
from kam_portal.foundation.history.versions import StaleEdit, save_versioned
from kam_portal.foundation.people.models import Function

COMPARED = gettext_lazy("The lists were compared; who goes on was settled when the scoring began.")


@dataclass(frozen=True)
class Naming:
    """One rater named an account."""

    function: str
    name: str
    note: str
    is_handed_in: bool

    @property
    def function_in_words(self) -> str:
        return str(Function(self.function).label)


@dataclass(frozen=True)
class Lists:
    """What the functions named: `by_function` holds candidates, also of a function that named nobody."""

    by_function: Mapping[str, frozenset[int]]

    @property
    def functions(self) -> int:
        return len(self.by_function)

    @property
    def pairs(self) -> tuple[Overlap, ...]:
        return overlaps(self.by_function)

    @property
    def tally(self) -> dict[int, int]:
        """n -> how many accounts exactly n functions named, from all functions down to one."""
        return named_by_n(self.by_function)

    @property
    def named(self) -> int:
        return sum(self.tally.values())

    @property
    def silent(self) -> list[str]:
        """Functions that named nobody, in words."""
        return [str(Function(function).label) for function, listed in self.by_function.items() if not listed]


def lists_are_open(round_: Round) -> bool:
    """Whether others' lists may be seen: not before the nominations close, also in a round cancelled until then."""
    return step_of(round_) not in (Round.State.SETUP, Round.State.NOMINATING)


def lists_of(round_: Round) -> Lists:
    """Two statements."""
    found: dict[str, set[int]] = {
        function: set() for function in Rater.objects.filter(round=round_).values_list("function", flat=True)
    }
    named = Nomination.objects.filter(rater__round=round_).values_list("rater__function", "candidate")
    for function, candidate in named.order_by():
        found[function].add(candidate)
    return Lists({function: frozenset(listed) for function, listed in sorted(found.items())})


def named_in(round_: Round) -> QuerySet[Candidate]:
    """The accounts somebody named, with `n`: by how many functions. Those most agreed on first."""
    counted = Candidate.objects.filter(round=round_).annotate(n=Count("nominations__rater__function", distinct=True))
    return counted.filter(n__gt=0).select_related("account__kam").order_by("-n", "account__sort_key", "pk")


def namings_of(candidates: Sequence[int]) -> dict[int, list[Naming]]:
    """Who named each candidate, by function and name. One statement."""
    found: dict[int, list[Naming]] = defaultdict(list)
    rows = Nomination.objects.filter(candidate__in=candidates).order_by(
        "rater__function", "rater__user__full_name", "pk"
    )
    reads = ("candidate", "rater__function", "rater__user__full_name", "note", "rater__nominated_at")
    for candidate, function, name, note, handed_in in rows.values_list(*reads):
        found[candidate].append(Naming(function, name, note, handed_in is not None))
    return found


def version_of_lists(round_: Round) -> int:
    """Grows with every step of the round and with every change to one of its accounts."""
    found = Candidate.objects.filter(round=round_).aggregate(all=Sum("version", default=0))
    return round_.version + int(found["all"])


@transaction.atomic
def keep_candidates(*, round_: Round, named_by_at_least: int, version: int | None = None) -> tuple[int, int]:
    """Score the accounts that at least so many functions named, and leave out the others; how many (stay, all).

    Raises ValidationError unless the lists are being compared, StaleEdit when a step was taken or an account kept,
    left out or noted since `version` (of the lists) was read.
    """
    stored = _being_compared(round_)
    functions = stored.raters.order_by().values("function").distinct().count()
    if not 0 <= named_by_at_least <= max(functions, 1):
        raise ValidationError(_("Choose a number of functions from the list."))
    if version is not None and version != (now := version_of_lists(stored)):
        raise StaleEdit(version=now, differences=[])
    every = Candidate.objects.filter(round=stored)
    counted = every.annotate(n=Count("nominations__rater__function", distinct=True))
    stay = counted.filter(n__gte=named_by_at_least).order_by().values("pk")
    because = _too_few(named_by_at_least)[:300]
    every.filter(pk__in=stay, stays=False).update(stays=True, left_out_because="", version=F("version") + 1)
    every.filter(stays=True).exclude(pk__in=stay).update(
        stays=False, left_out_because=because, version=F("version") + 1
    )
    counts = every.aggregate(stay=Count("pk", filter=Q(stays=True)), every=Count("pk"))
    return counts["stay"], counts["every"]


@transaction.atomic
def keep_candidate(*, round_: Round, candidate: Candidate, stays: bool, version: int | None = None) -> None:
    """Let one account go on to scoring, or leave it out.

    Raises ValidationError unless the lists are being compared, StaleEdit when the account was changed since `version`
    was read; that it stands so already is no change.
    """
    stored = _being_compared(round_)
    row = Candidate.objects.select_for_update(of=("self",), no_key=True).get(round=stored, pk=candidate.pk)
    if row.stays == stays:
        return
    if version is not None and version != row.version:
        raise StaleEdit(version=row.version, differences=[])
    row.stays, row.left_out_because, row.version = stays, "" if stays else _("left out by choice"), row.version + 1
    row.save(update_fields=["stays", "left_out_because", "version"])


@transaction.atomic
def note_difference(*, candidate: Candidate, version: int, note: str) -> Candidate:
    """What was found out about an open difference. Raises StaleEdit, and ValidationError when the round is closed."""
    if hold(candidate.round_id) not in OPEN_STATES:
        raise ValidationError(_("The round is closed; nothing of it changes any more."))
    return save_versioned(instance=candidate, version=version, changes={"difference_note": note})


def _being_compared(round_: Round) -> Round:
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if stored.state != Round.State.COMPARING:
        raise ValidationError(COMPARED)
    return stored


def _too_few(least: int) -> str:
    if least <= 1:
        return _("named by nobody")
    return ngettext("named by fewer than %(n)d function", "named by fewer than %(n)d functions", least) % {"n": least}
