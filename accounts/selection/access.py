"""The only door from a URL to a round: invisible is 404, visible but not allowed is 403."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import leads
from accounts.models import Account, Candidate, Factor, Rater, Round, ScoringModel
from accounts.selection.steps import step_of
from kam_portal.foundation.people.access import allow, require
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right


@dataclass(frozen=True)
class RoundTie:
    """What one person may do with one visible round.

    may_run: sets it up, takes its steps, agrees, decides. rater: their seat. sees_all: every candidate, not only those
    whose dossier they may read; whoever takes part sees all, once the blind steps are over.
    """

    may_run: bool
    rater: Rater | None

    @property
    def sees_all(self) -> bool:
        return self.may_run or self.rater is not None


def get_round(user: User, pk: int) -> tuple[Round, RoundTie]:
    """A round the person may open and their tie to it; Http404 when invisible or missing."""
    rounds = Round.objects.visible_to(user, timezone.localdate()).select_related("model", "runner")
    found = rounds.filter(pk=pk).first()
    if found is None:
        raise Http404
    rater = Rater.objects.filter(round=found, user=user).first()
    may_run = user.is_admin or (user.is_lead and found.runner_id == user.pk)
    return found, RoundTie(may_run, rater)


def get_round_taking_part(user: User, pk: int) -> tuple[Round, RoundTie]:
    """For who runs or rates the round: how it went is theirs; others see what came of it."""
    found, tie = get_round(user, pk)
    allow(tie.sees_all, _("This page is for those who take part in the round."))
    return found, tie


def get_round_to_run(user: User, pk: int) -> tuple[Round, RoundTie]:
    found, tie = get_round(user, pk)
    allow(tie.may_run, _("Only whoever runs the round, or an admin, may do this."))
    return found, tie


def get_round_to_rate(user: User, pk: int) -> tuple[Round, Rater]:
    found, tie = get_round(user, pk)
    allow(tie.rater is not None, _("You are not among the raters of this round. Ask whoever runs it for a seat."))
    assert tie.rater is not None  # noqa: S101 - allow() has raised otherwise
    return found, tie.rater


def get_round_to_score(user: User, pk: int) -> tuple[Round, RoundTie, Rater]:
    """A round one has a seat in, with everything its pages need."""
    found, tie = get_round(user, pk)
    allow(tie.rater is not None, _("You are not among the raters of this round. Ask whoever runs it for a seat."))
    assert tie.rater is not None  # noqa: S101 - allow() has raised otherwise
    tie.rater.round = found
    return found, tie, tie.rater


def get_open_round(user: User, pk: int) -> tuple[Round, RoundTie]:
    """A round whose blind steps are over, for who may see results; before that only the runner's door is open."""
    found, tie = get_round(user, pk)
    allow(not is_blind(found), _("Scores are blind until the scoring closes. Come back then."))
    return found, tie


def get_consensus(user: User, pk: int) -> tuple[Round, RoundTie]:
    """An open round with what each of its raters gave: for whoever takes part."""
    found, tie = get_open_round(user, pk)
    allow(tie.sees_all, _("The single scores are read by whoever takes part in the round."))
    return found, tie


def get_consensus_to_reach(user: User, pk: int) -> tuple[Round, RoundTie]:
    """The same, for whoever runs the round."""
    found, tie = get_consensus(user, pk)
    allow(tie.may_run, _("Only whoever runs the round, or an admin, may do this."))
    return found, tie


def is_blind(round_: Round) -> bool:
    """Whether its scoring has still to close; a cancelled round may be reopened where it was, and is as blind."""
    return step_of(round_) in BLIND


# Until the scoring closes nobody sees the scores of others, the runner and the admins included.
BLIND = (Round.State.SETUP, Round.State.NOMINATING, Round.State.COMPARING, Round.State.SCORING)


def candidates_seen_by(user: User, round_: Round, tie: RoundTie, at: datetime.date) -> list[int] | None:
    """None: every candidate. Else the ids of the accounts in the round whose dossier the person may read."""
    if tie.sees_all:
        return None
    visible = Account.objects.visible_to(user, at).filter(candidacies__round=round_)
    return list(visible.order_by().values_list("pk", flat=True))


def get_candidate(round_: Round, pk: int) -> Candidate:
    found = Candidate.objects.filter(round=round_, pk=pk).select_related("account__kam__team").first()
    if found is None:
        raise Http404
    return found


def get_factor(round_: Round, pk: int) -> Factor:
    found = Factor.objects.filter(model=round_.model_id, pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_scoring_model(user: User, pk: int) -> ScoringModel:
    """Models are read by whoever is signed in: the list of factors is the whole company's."""
    require(user, Right.SEE_DIRECTORY)
    found = ScoringModel.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_scoring_model_to_edit(user: User, pk: int) -> ScoringModel:
    require(user, Right.RUN_EVERYTHING)
    return get_scoring_model(user, pk)


# From the step of decisions on there is something to decide or to read.
DECIDED = (Round.State.DECIDING, Round.State.PUBLISHED)


def get_deciding_round(user: User, pk: int) -> tuple[Round, RoundTie]:
    """For who reads decisions: before their step there are none."""
    found, tie = get_round(user, pk)
    allow(found.state in DECIDED, _("Nothing is decided yet. Decisions follow once the scores are agreed."))
    return found, tie


def get_candidate_to_decide(user: User, round_id: int, pk: int) -> tuple[Round, RoundTie, Candidate]:
    """Who runs the round decides about the accounts of the own team, an admin about all."""
    found, tie = get_round_to_run(user, round_id)
    allow(found.state in DECIDED, _("Nothing is decided yet. Decisions follow once the scores are agreed."))
    candidate = get_candidate(found, pk)
    allow(leads(user, candidate.account), _("You decide about the accounts of your own team; ask an admin."))
    return found, tie, candidate
