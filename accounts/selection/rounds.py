"""Setting up a round: its title and dates, the accounts looked at, the raters asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Rater, Round, ScoringModel
from accounts.selection.asking import tell_raters_they_are_asked
from accounts.selection.choosing import choose_accounts as choose_accounts
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User


@transaction.atomic
def create_round(*, title: str, model: ScoringModel, sales_year: int, runner: User, **dates: Any) -> Round:
    """A round being set up. Raises ValidationError when the model is not published."""
    _refuse_unless_published(model)
    return Round.objects.create(title=title, model=model, sales_year=sales_year, runner=runner, **dates)


@transaction.atomic
def edit_round(*, round_: Round, version: int, changes: Mapping[str, Any]) -> Round:
    """Title and dates; model and year only while the round is being set up.

    Raises StaleEdit when somebody saved in between, ValidationError when it is too late or another model is not
    published.
    """
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    _refuse_unless_open(stored)
    fixed = [name for name in ("model", "sales_year") if name in changes and changes[name] != getattr(stored, name)]
    if stored.state != Round.State.SETUP and fixed:
        sentence = _("The round has begun: this stays as it was set up. Cancel the round to begin another one.")
        raise ValidationError(dict.fromkeys(fixed, sentence))
    if "model" in fixed:
        _refuse_unless_published(changes["model"])
    return save_versioned(instance=round_, version=version, changes=changes)


# While these steps last a further person may be asked.
ASKING = (Round.State.SETUP, Round.State.NOMINATING, Round.State.COMPARING, Round.State.SCORING)


@transaction.atomic
def ask_raters(
    *, round_: Round, users: Iterable[User], by: User | None = None, at: datetime.datetime | None = None
) -> list[Rater]:
    """Give people a seat, each with the function they have now; those who have one keep it. The new seats.

    With `at`, who comes in while lists or scores are waited for is told so. Raises ValidationError when the scoring is
    over or somebody is deactivated.
    """
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if Round.State(stored.state) not in ASKING:
        raise ValidationError(_("The scoring is over; nobody else can be asked."))
    seated = set(Rater.objects.filter(round=stored).values_list("user", flat=True))
    new = [user for user in users if user.pk not in seated]
    if gone := [user for user in new if not user.is_active]:
        raise ValidationError(_("%(name)s is deactivated. Ask somebody who works here."), params={"name": gone[0]})
    seats = Rater.objects.bulk_create([Rater(round=stored, user=user, function=user.function) for user in new])
    if at is not None and seats:
        tell_raters_they_are_asked(stored, by, at, only=seats)
    return seats


@transaction.atomic
def remove_rater(*, rater: Rater) -> None:
    """Take a seat back. Raises ValidationError once the rater named, scored or handed in something."""
    seat = Rater.objects.select_for_update(of=("self",)).select_related("user").filter(pk=rater.pk).first()
    if seat is None:
        return
    stored = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=seat.round_id)
    _refuse_unless_open(stored)
    if seat.nominated_at or seat.scored_at or seat.nominations.exists() or seat.scores.exists():
        sentence = _("%(name)s has handed something in already and stays; what was said is kept.")
        raise ValidationError(sentence, params={"name": seat.user})
    seat.delete()


def _refuse_unless_published(model: ScoringModel) -> None:
    if model.state != ScoringModel.State.PUBLISHED:
        raise ValidationError({"model": _("Rounds score by a published model. Publish this one first.")})


def _refuse_unless_open(stored: Round) -> None:
    if stored.is_closed:
        raise ValidationError(_("The round is closed; nothing of it changes any more."))
