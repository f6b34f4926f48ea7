"""The forms of a selection round and of a scoring model, as edit_forms.py lists those of an account."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Account, AgreedScore, Candidate, Factor
from accounts.selection import agreeing, agreeing_forms, decision_form, model_forms
from accounts.selection import forms as round_forms
from accounts.selection.deciding import decide
from accounts.selection.drafting import SETTINGS, create_model
from tests.accounts.selecting import published_model, round_at
from tests.conftest import TODAY
from tests.editing import Cast, EditForm


def _round(account: Account, cast: Cast, state: str) -> Any:
    scores = {account.trade_name: {cast.irina.pk: ["8", "8", "8"]}}
    model = published_model(by=cast.ada, name=f"Model of {account.trade_name}")
    return round_at(
        state, runner=cast.leonid, accounts=[account], raters=[cast.irina], scores=scores, title="0", model=model
    )


def _candidate(state: str, **values: Any) -> Callable[[Account, Cast], Candidate]:
    def made(account: Account, cast: Cast) -> Candidate:
        round_ = _round(account, cast, state)
        Candidate.objects.filter(round=round_).update(**values)
        return Candidate.objects.select_related("round").get(round=round_)

    return made


def _draft(account: Account, cast: Cast) -> Any:
    return create_model(name=f"0 {account.trade_name}", by=cast.ada)


def _factor(account: Account, cast: Cast) -> Factor:
    return Factor.objects.create(model=_draft(account, cast), position=0, name_en="0", name_ru="ноль", weight=100)


def _agreed(account: Account, cast: Cast) -> AgreedScore:
    candidate = _candidate("consensus")(account, cast)
    factor = candidate.round.model.factors.first()
    return agreeing.agree(
        candidate=candidate, factor=factor, version=0, value=Decimal(5), reason="0", by=cast.leonid, on=TODAY
    )


def _decision(account: Account, cast: Cast) -> Any:
    candidate = _candidate("deciding")(account, cast)
    return decide(candidate=candidate, status="key", by=cast.leonid, on=timezone.localdate(), reason="0")


def _settings(model: Any) -> dict[str, Any]:
    values = {name: getattr(model, name) for name in SETTINGS}
    return {name: value for name, value in values.items() if value is not False}


ROUNDS = (
    EditForm(
        round_forms.RoundForm,
        "round_edit",
        lambda account, cast: _round(account, cast, "setup"),
        counter="title",
        beside=lambda round_: {"model": round_.model_id, "sales_year": round_.sales_year},
        arguments=lambda round_: [round_.pk],
    ),
    EditForm(
        round_forms.DifferenceForm,
        "difference_note",
        _candidate("comparing", difference_note="0"),
        counter="difference_note",
        arguments=lambda candidate: [candidate.round_id, candidate.pk],
    ),
    EditForm(
        model_forms.ModelForm,
        "scoring_model_edit",
        _draft,
        counter="name",
        beside=_settings,
        arguments=lambda model: [model.pk],
        writers=("ada",),
    ),
    EditForm(
        model_forms.FactorForm,
        "factor_edit",
        _factor,
        counter="name_en",
        beside=lambda factor: {"name_ru": "ноль", "weight": "100"},
        arguments=lambda factor: [factor.model_id, factor.pk],
        writers=("ada",),
    ),
    EditForm(
        agreeing_forms.AgreeForm,
        "agree",
        _agreed,
        counter="reason",
        beside=lambda agreed: {"value": "5"},
        arguments=lambda agreed: [agreed.candidate.round_id, agreed.candidate_id, agreed.factor_id],
    ),
    EditForm(
        agreeing_forms.ForecastForm,
        "forecast",
        _candidate("consensus", forecast_because="0"),
        counter="forecast_because",
        beside=lambda candidate: {"forecast_attractiveness": "7", "forecast_strength": "6"},
        arguments=lambda candidate: [candidate.round_id, candidate.pk],
    ),
    EditForm(
        decision_form.DecisionForm,
        "decide",
        _decision,
        counter="reason",
        beside=lambda decision: {"status": "key", "consent": "not_asked", "on": timezone.localdate().isoformat()},
        arguments=lambda decision: [decision.candidate.round_id, decision.candidate_id],
    ),
)
