"""Setting up a round: its title and dates, the accounts looked at, the raters asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Candidate, Rater, Round, ScoringModel
from accounts.querysets import AccountQuerySet
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User

CHUNK = 5000


@transaction.atomic
def create_round(*, title: str, model: ScoringModel, sales_year: int, runner: User, **dates: Any) -> Round:
    """A round being set up. Raises ValidationError when the model is not published."""
    if model.state != ScoringModel.State.PUBLISHED:
        raise ValidationError({"model": _("Rounds score by a published model. Publish this one first.")})
    return Round.objects.create(title=title, model=model, sales_year=sales_year, runner=runner, **dates)


@transaction.atomic
def edit_round(*, round_: Round, version: int, changes: Mapping[str, Any]) -> Round:
    """Title and dates; model and year only while the round is being set up.

    Raises StaleEdit when somebody saved in between, ValidationError when it is too late.
    """
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    _refuse_unless_open(stored)
    fixed = [name for name in ("model", "sales_year") if name in changes and changes[name] != getattr(stored, name)]
    if stored.state != Round.State.SETUP and fixed:
        sentence = _("The round has begun: this stays as it was set up. Cancel the round to begin another one.")
        raise ValidationError(dict.fromkeys(fixed, sentence))
    return save_versioned(instance=round_, version=version, changes=changes)


@transaction.atomic
def choose_accounts(*, round_: Round, accounts: AccountQuerySet) -> int:
    """Look at these accounts, instead of those chosen before; how many. Only while the round is being set up."""
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if stored.state != Round.State.SETUP:
        raise ValidationError(_("The round has begun; its accounts were chosen when it was set up."))
    wanted = set(accounts.order_by().values_list("pk", flat=True))
    Candidate.objects.filter(round=stored).exclude(account__in=wanted).delete()
    there = set(Candidate.objects.filter(round=stored).values_list("account", flat=True))
    new = sorted(wanted - there)
    for start in range(0, len(new), CHUNK):
        Candidate.objects.bulk_create([Candidate(round=stored, account_id=pk) for pk in new[start : start + CHUNK]])
    return len(wanted)


@transaction.atomic
def ask_raters(*, round_: Round, users: Iterable[User]) -> list[Rater]:
    """Give people a seat, each with the function they have now; those who have one keep it. The new seats.

    Raises ValidationError when the scoring is over or somebody is deactivated.
    """
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if Round.State(stored.state) not in (
        Round.State.SETUP,
        Round.State.NOMINATING,
        Round.State.COMPARING,
        Round.State.SCORING,
    ):
        raise ValidationError(_("The scoring is over; nobody else can be asked."))
    seated = set(Rater.objects.filter(round=stored).values_list("user", flat=True))
    new = [user for user in users if user.pk not in seated]
    if gone := [user for user in new if not user.is_active]:
        raise ValidationError(_("%(name)s is deactivated. Ask somebody who works here."), params={"name": gone[0]})
    return Rater.objects.bulk_create([Rater(round=stored, user=user, function=user.function) for user in new])


def _refuse_unless_open(stored: Round) -> None:
    if stored.is_closed:
        raise ValidationError(_("The round is closed; nothing of it changes any more."))
