"""What comes of the talk about the scores: agreed scores, forecasts, and who is left out for want of scores.

Each verb locks the candidate and places it anew in the same transaction, so that its figures follow what was agreed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.models import AgreedScore, Candidate, Factor, Round
from accounts.selection.answers import points_in_words, points_of
from accounts.selection.batches import among
from accounts.selection.holding import hold_at, hold_candidate
from accounts.selection.placing import place_candidates
from kam_portal.foundation.history.versions import StaleEdit, compare, save_versioned, values_at_version
from kam_portal.foundation.people.models import User

State = Round.State
SAID = ["value", "reason"]
FORECAST = ("forecast_attractiveness", "forecast_strength")


@transaction.atomic
def agree(
    *, candidate: Candidate, factor: Factor, version: int, value: Decimal, reason: str, by: User, on: datetime.date
) -> AgreedScore:
    """Set the agreed score beside the individual ones, or change it; `version` is 0 where there was none.

    Raises StepLeft when the consensus is over, ValidationError when a reason is missing or the score is none of the
    scale, StaleEdit when somebody agreed or withdrew in between.
    """
    _hold(candidate)
    _refuse_unless_sound(candidate, factor, value, reason)
    reason = reason.strip()
    stored = _agreed(candidate, factor)
    _refuse_when_stale(stored, version, {"value": value, "reason": reason})
    if stored is None:
        stored = AgreedScore(candidate=candidate, factor=factor, version=1 + _last_version(candidate, factor))
    elif (stored.value, stored.reason) == (value, reason):
        return stored
    else:
        stored.version += 1
    stored.value, stored.reason, stored.by, stored.on = value, reason, by, on
    stored.save()
    _place(candidate)
    return stored


@transaction.atomic
def withdraw(*, candidate: Candidate, factor: Factor, version: int) -> None:
    """Take an agreed score back: what the raters or the band said counts again.

    Raises StepLeft, StaleEdit; AgreedScore.DoesNotExist when there is none.
    """
    _hold(candidate)
    stored = _agreed(candidate, factor)
    if stored is None:
        raise AgreedScore.DoesNotExist
    if stored.version != version:
        raise StaleEdit(version=stored.version, differences=[])
    stored.delete()
    _place(candidate)


@transaction.atomic
def forecast(*, candidate: Candidate, version: int, changes: Mapping[str, Any]) -> Candidate:
    """Where the account is expected in three years, with the reason; both empty: no forecast.

    Raises StepLeft, StaleEdit, ValidationError by field.
    """
    hold_at(candidate.round_id, State.CONSENSUS, State.DECIDING)
    hold_candidate(candidate)
    _refuse_off_scale(candidate, changes)
    given = [changes[name] for name in FORECAST if changes[name] is not None]
    if given and not changes["forecast_because"].strip():
        raise ValidationError({"forecast_because": _("Say why you expect this; the board will ask.")})
    stored = save_versioned(instance=candidate, version=version, changes=changes)
    _place(stored)
    return stored


@transaction.atomic
def leave_out(*, candidate: Candidate, version: int, because: str) -> Candidate:
    """The account leaves the round, with a reason. Raises StepLeft, StaleEdit, ValidationError without a reason."""
    _hold(candidate)
    changes = {"stays": False, "left_out_because": _reason_of(because)}
    return save_versioned(instance=candidate, version=version, changes=changes)


@transaction.atomic
def take_back_in(*, candidate: Candidate, version: int) -> Candidate:
    """An account that was left out is in the round again. Raises StepLeft, StaleEdit."""
    _hold(candidate)
    stored = save_versioned(instance=candidate, version=version, changes={"stays": True, "left_out_because": ""})
    _place(stored)
    return stored


@transaction.atomic
def leave_out_provisional(*, round_: Round, read: int, because: str) -> int:
    """Leave out every account that has too few scores; `read` is how many the person saw. How many were left out.

    Raises StepLeft, ValidationError without a reason or when their number changed in between.
    """
    hold_at(round_.pk, State.CONSENSUS)
    reason = _reason_of(because)
    provisional = Candidate.objects.filter(round=round_, stays=True, provisional=True)
    held = list(provisional.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    if len(held) != read:
        sentence = _("Provisional accounts meanwhile: %(now)d, not %(read)d. Look again; none was left out.")
        raise ValidationError(sentence, params={"now": len(held), "read": read})
    found = Candidate.objects.filter(pk__in=among(held))
    return found.update(stays=False, left_out_because=reason, version=F("version") + 1)


def _hold(candidate: Candidate) -> None:
    hold_at(candidate.round_id, State.CONSENSUS)
    hold_candidate(candidate)


def _place(candidate: Candidate) -> None:
    place_candidates(round_=candidate.round, accounts=[candidate.account_id])


def _agreed(candidate: Candidate, factor: Factor) -> AgreedScore | None:
    return AgreedScore.objects.filter(candidate=candidate, factor=factor).first()


def _refuse_unless_sound(candidate: Candidate, factor: Factor, value: Decimal, reason: str) -> None:
    if factor.model_id != candidate.round.model_id:
        raise ValidationError(_("This factor is not in the scoring model of the round."))
    try:
        points_of(str(value), candidate.round.model.scale)
    except ValidationError as error:
        raise ValidationError({"value": error}) from error
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stands beside the score.")})


def _refuse_when_stale(stored: AgreedScore | None, version: int, mine: dict[str, Any]) -> None:
    if version == (stored.version if stored else 0):
        return
    theirs = {name: getattr(stored, name) for name in SAID} if stored else dict.fromkeys(SAID)
    before = values_at_version(stored, version, SAID) if stored and version else dict.fromkeys(SAID)
    differences = compare(before, theirs, mine, SAID)
    raise StaleEdit(version=stored.version if stored else 0, differences=differences)


def _last_version(candidate: Candidate, factor: Factor) -> int:
    """A score withdrawn and agreed again goes on counting."""
    events = AgreedScore.pgh_event_model.objects  # type: ignore[attr-defined]
    found = events.filter(candidate=candidate.pk, factor=factor.pk).aggregate(last=Max("version"))
    return int(found["last"] or 0)


def _refuse_off_scale(candidate: Candidate, changes: Mapping[str, Any]) -> None:
    scale = candidate.round.model.scale
    words = {"low": points_in_words(scale.low), "high": points_in_words(scale.high)}
    sentence = _("This is outside the scale %(low)s to %(high)s.") % words
    off = [n for n in FORECAST if changes[n] is not None and not scale.low <= changes[n] <= scale.high]
    if off:
        raise ValidationError(dict.fromkeys(off, sentence))


def _reason_of(because: str) -> str:
    reason = because.strip().replace("\x00", "")
    if not reason:
        raise ValidationError({"because": _("Say why the account leaves the round.")})
    most = Candidate._meta.get_field("left_out_because").max_length or 0
    if len(reason) > most:
        sentence = _("The reason has %(length)d characters, at most %(most)d fit.")
        raise ValidationError({"because": sentence % {"length": len(reason), "most": most}})
    return reason
