"""Publishing a round: figures become final, decided statuses are written with the round as evidence, people are told.

Candidates and decisions cannot change once the round is published, so what is written of them is written before the
step; statuses, consents and messages follow it. All of it is one transaction, under the lock of the round.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import bulk
from accounts.kaism import Quadrant
from accounts.models import Account, Candidate, Consent, Decision, Round
from accounts.models.rounds import StrengthState
from accounts.selection.announcing import announce
from accounts.selection.overtaken import with_doubts
from accounts.selection.placing import place_candidates
from accounts.selection.steps import after_step, before_step, day_of
from accounts.selection.words import QUADRANT_WORDS
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Role

State = Round.State
# Too little is scored on one of the axes. A strength nobody knows at all is no half-known one: it has no quadrant.
HALF_KNOWN = Q(provisional=True) | Q(strength_state=StrengthState.PROVISIONAL)
# Whoever decided leads the account's manager no more: the account went to another team, or the team to another lead.
WENT_AWAY = (
    Q(decision__isnull=False)
    & ~Q(decision__by__role=Role.ADMIN)
    & (Q(account__kam__team__lead=None) | ~Q(account__kam__team__lead=F("decision__by")))
)


@dataclass(frozen=True)
class Readiness:
    """How far a round is from being published."""

    staying: int
    decided: int
    half_known: int
    overtaken: int
    moved: int
    went_away: int

    @property
    def undecided(self) -> int:
        return self.staying - self.decided

    @property
    def is_ready(self) -> bool:
        return bool(self.decided) and not (self.half_known or self.overtaken or self.moved or self.went_away)


def readiness(round_: Round) -> Readiness:
    """One statement."""
    counts = with_doubts(Candidate.objects.filter(round=round_, stays=True), round_).aggregate(
        staying=Count("pk"),
        decided=Count("decision"),
        half_known=Count("pk", filter=HALF_KNOWN),
        overtaken=Count("pk", filter=Q(is_overtaken=True)),
        moved=Count("pk", filter=Q(has_moved=True)),
        went_away=Count("pk", filter=WENT_AWAY),
    )
    return Readiness(**counts)


def decisions_of(round_: Round) -> QuerySet[Decision]:
    """The decisions that count: those about candidates that stay."""
    return Decision.objects.filter(candidate__round=round_, candidate__stays=True)


@before_step(State.PUBLISHED)
def _nothing_is_missing(round_: Round) -> None:
    """Place everything a last time, hold the accounts, and refuse while something is half known, overtaken or moved."""
    place_candidates(round_=round_)
    accounts = Account.objects.filter(candidacies__in=round_.candidates.filter(decision__isnull=False).values("pk"))
    list(accounts.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    found = readiness(round_)
    errors = [ValidationError(sentence) for sentence in missing_in_words(round_, found)]
    if errors:
        raise ValidationError(errors)


def missing_in_words(round_: Round, found: Readiness) -> list[SafeString]:
    """What keeps the round from being published, each with a link to the candidates it is about."""
    sentences = []
    if found.half_known:
        words = ngettext(
            "Too little is known about %(count)d client: score it or leave it out.",
            "Too little is known about %(count)d clients: score them or leave them out.",
            found.half_known,
        )
        sentences.append(_linked(round_, words % {"count": found.half_known}, "provisional"))
    if found.overtaken:
        words = ngettext(
            "%(count)d client was given another status by hand since it was decided: decide about it again.",
            "%(count)d clients were given another status by hand since they were decided: decide about them again.",
            found.overtaken,
        )
        sentences.append(_linked(round_, words % {"count": found.overtaken}, "overtaken"))
    if found.went_away:
        words = ngettext(
            "Whoever decided about %(count)d client leads its manager no more: an admin or its lead decides anew.",
            "Whoever decided about %(count)d clients leads their managers no more: an admin or their lead decides "
            "anew.",
            found.went_away,
        )
        sentences.append(_linked(round_, words % {"count": found.went_away}, "away"))
    if found.moved:
        words = ngettext(
            "The figures moved since %(count)d client was decided without a reason, and the rules propose something "
            "else for it now: decide about it again.",
            "The figures moved since %(count)d clients were decided without a reason, and the rules propose something "
            "else for them now: decide about them again.",
            found.moved,
        )
        sentences.append(_linked(round_, words % {"count": found.moved}, "moved"))
    if not found.decided:
        sentences.append(_linked(round_, _("Nothing is decided yet: decide about one client at least."), "undecided"))
    return sentences


def _linked(round_: Round, words: str, show: str) -> SafeString:
    address = reverse("decisions", args=[round_.pk])
    return format_html('{} <a href="{}?show={}">{}</a>', words, address, show, _("Show them"))


@after_step(State.PUBLISHED)
def _statuses_follow(round_: Round, by: User | None, at: datetime.datetime) -> None:
    """Undecided candidates keep their status, and so do those whose decision confirms it."""
    on = round_.published_on or day_of(by, at)
    made = list(decisions_of(round_).select_related("candidate__account", "by").order_by("candidate__account"))
    _write_consents(made)
    changed = [decision for decision in made if decision.status != decision.candidate.account.status]
    reasons = {decision.candidate.account_id: reason_of(decision, round_) for decision in changed}
    bulk.change_statuses(
        decisions=[
            bulk.StatusDecision(
                account=decision.candidate.account,
                status=decision.status,
                since=max(on, decision.candidate.account.status_since),
                reason=reasons[decision.candidate.account_id],
                by=decision.by,
            )
            for decision in changed
        ],
        by=by,
        round_=round_,
    )
    announce(accounts=[decision.candidate.account for decision in changed], reasons=reasons, by=by, on=on, at=at)


def _write_consents(made: Iterable[Decision]) -> None:
    """The client's answer goes to the account, unless a later one stands there."""
    touched = []
    for decision in made:
        account = decision.candidate.account
        later = account.consent_on is not None and account.consent_on > decision.on
        if decision.consent in (Consent.NOT_ASKED, account.consent) or later:
            continue
        account.consent, account.consent_on = decision.consent, decision.on
        touched.append(account)
    bulk.save_many(touched, ["consent", "consent_on"])


def reason_of(decision: Decision, round_: Round) -> str:
    """The board's own words, or else where the round placed the client, which is what the decision follows then."""
    if decision.reason:
        return decision.reason
    words = _("As “%(round)s” placed the client: %(quadrant)s.")
    return words % {"round": round_.title, "quadrant": QUADRANT_WORDS[Quadrant(decision.candidate.quadrant)].name}
