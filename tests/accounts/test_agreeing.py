"""What is agreed stands beside what the raters gave, counts at once, and is never overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Account, AgreedScore, Candidate, Factor, Round, Score
from accounts.selection import agreeing
from accounts.selection.holding import StepLeft
from accounts.selection.placing import place_candidates
from accounts.selection.steps import take_step
from kam_portal.foundation.history.versions import StaleEdit
from tests.accounts.selecting import AT, published_model, round_at
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    """Halvorsen is scored by two; of Kestrel only 40 % of the weight is."""
    accounts = [new_account("Halvorsen", kam=cast.anna), new_account("Kestrel", kam=cast.anna)]
    scores = {
        "Halvorsen": {cast.anna.pk: ["8", "6", "5"], cast.irina.pk: ["4", "6", "5"]},
        "Kestrel": {cast.anna.pk: ["5", None, None]},
    }
    raters = (cast.anna, cast.irina)
    found = round_at("consensus", runner=cast.leonid, accounts=accounts, raters=raters, scores=scores)
    place_candidates(round_=found)
    return found


@pytest.fixture
def halvorsen(round_: Round) -> Candidate:
    return Candidate.objects.select_related("round__model").get(round=round_, account__trade_name="Halvorsen")


@pytest.fixture
def kestrel(round_: Round) -> Candidate:
    return Candidate.objects.select_related("round__model").get(round=round_, account__trade_name="Kestrel")


@pytest.fixture
def growth(round_: Round) -> Factor:
    return round_.model.factors.all()[0]


@pytest.fixture
def say(halvorsen: Candidate, growth: Factor, cast: SimpleNamespace) -> Callable[..., AgreedScore]:
    """say(0, "7", "because") agrees on Halvorsen's growth as Leonid."""

    def agree(version: int, value: str, reason: str = "a long talk", **more: Any) -> AgreedScore:
        said = {"candidate": halvorsen, "factor": growth, "by": cast.leonid, "on": TODAY, **more}
        return agreeing.agree(version=version, value=Decimal(value), reason=reason, **said)

    return agree


def attractiveness(candidate: Candidate) -> Decimal | None:
    return Candidate.objects.values_list("attractiveness", flat=True).get(pk=candidate.pk)


def test_an_agreed_score_counts_at_once_and_leaves_the_raters_alone(
    halvorsen: Candidate, say: Callable[..., AgreedScore], cast: SimpleNamespace
) -> None:
    """40 % of 6 become 40 % of 8: from 5.75 to 6.55."""
    given = list(Score.objects.order_by("pk").values())
    assert attractiveness(halvorsen) == Decimal("5.75")
    agreed = say(0, "8", " they win tenders ")
    assert (agreed.value, agreed.reason, agreed.by, agreed.on) == (8, "they win tenders", cast.leonid, TODAY)
    assert attractiveness(halvorsen) == Decimal("6.55")
    assert list(Score.objects.order_by("pk").values()) == given


def test_a_changed_agreement_keeps_its_history_and_who_changed_it(
    halvorsen: Candidate, say: Callable[..., AgreedScore], cast: SimpleNamespace
) -> None:
    say(0, "8")
    agreed = say(1, "7", "on second thoughts", by=cast.ada)
    assert (agreed.version, agreed.by, attractiveness(halvorsen)) == (2, cast.ada, Decimal("6.15"))
    say(2, "7", "on second thoughts")
    events = AgreedScore.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert list(events.values_list("value", "version")) == [(8, 1), (7, 2)]


def test_of_two_who_agree_at_once_the_second_is_shown_the_first(say: Callable[..., AgreedScore]) -> None:
    say(0, "8", "first")
    with pytest.raises(StaleEdit) as stale:
        say(0, "5", "second")
    differences = [(d.field, d.before, d.theirs, d.mine) for d in stale.value.differences]
    assert stale.value.version == 1
    assert differences == [("value", None, 8, 5), ("reason", None, "first", "second")]


def test_a_withdrawn_agreement_gives_the_raters_their_say_and_goes_on_counting(
    halvorsen: Candidate, growth: Factor, say: Callable[..., AgreedScore]
) -> None:
    say(0, "8")
    with pytest.raises(StaleEdit):
        agreeing.withdraw(candidate=halvorsen, factor=growth, version=7)
    agreeing.withdraw(candidate=halvorsen, factor=growth, version=1)
    assert (AgreedScore.objects.count(), attractiveness(halvorsen)) == (0, Decimal("5.75"))
    with pytest.raises(AgreedScore.DoesNotExist):
        agreeing.withdraw(candidate=halvorsen, factor=growth, version=1)
    with pytest.raises(StaleEdit):
        say(1, "6")
    assert say(0, "6").version == 2


@pytest.mark.parametrize(
    ("value", "reason", "field"), [("11", "x", "value"), ("6.5", "x", "value"), ("7", " ", "reason")]
)
def test_what_cannot_be_agreed_is_refused_by_field(
    say: Callable[..., AgreedScore], value: str, reason: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        say(0, value, reason)
    assert (list(refusal.value.error_dict), AgreedScore.objects.count()) == ([field], 0)


def test_a_factor_of_another_model_is_refused(say: Callable[..., AgreedScore]) -> None:
    other = published_model(name="Another").factors.all()[0]
    with pytest.raises(ValidationError, match="not in the scoring model"):
        say(0, "7", factor=other)


def test_a_forecast_wants_a_reason_and_the_scale(halvorsen: Candidate) -> None:
    def foresee(a: str | None, s: str | None, because: str, version: int = 1) -> Candidate:
        given = {
            "forecast_attractiveness": Decimal(a) if a else None,
            "forecast_strength": Decimal(s) if s else None,
            "forecast_because": because,
        }
        return agreeing.forecast(candidate=halvorsen, version=version, changes=given)

    for typed, field in ((("7", None, ""), "forecast_because"), (("7", "11", "x"), "forecast_strength")):
        with pytest.raises(ValidationError) as refusal:
            foresee(*typed)
        assert list(refusal.value.error_dict) == [field]
    stored = foresee("7.25", "6", "their new yard opens")
    assert (stored.version, stored.forecast_attractiveness, stored.forecast_strength) == (2, Decimal("7.25"), 6)
    with pytest.raises(StaleEdit):
        foresee("5", "5", "I know better", version=1)
    assert foresee(None, None, "", version=2).forecast_strength is None


def test_an_account_is_left_out_with_a_reason_and_taken_back_in(kestrel: Candidate) -> None:
    for because, word in ((" ", "Say why"), ("x" * 301, "301 characters")):
        with pytest.raises(ValidationError, match=word):
            agreeing.leave_out(candidate=kestrel, version=1, because=because)
    left = agreeing.leave_out(candidate=kestrel, version=1, because=" too little is known ")
    assert (left.stays, left.left_out_because, left.version) == (False, "too little is known", 2)
    with pytest.raises(StaleEdit):
        agreeing.take_back_in(candidate=kestrel, version=1)
    back = agreeing.take_back_in(candidate=kestrel, version=2)
    assert (back.stays, back.left_out_because) == (True, "")


def test_all_provisional_accounts_are_left_out_at_once(round_: Round, halvorsen: Candidate) -> None:
    with pytest.raises(ValidationError, match="meanwhile: 1, not 2"):
        agreeing.leave_out_provisional(round_=round_, read=2, because="too little is known")
    assert agreeing.leave_out_provisional(round_=round_, read=1, because="too little is known") == 1
    rows = round_.candidates.values_list("account__trade_name", "stays", "left_out_because", "version")
    assert sorted(rows) == [("Halvorsen", True, "", 1), ("Kestrel", False, "too little is known", 2)]


def test_after_the_consensus_nothing_is_agreed_or_left_out(
    round_: Round, halvorsen: Candidate, growth: Factor, say: Callable[..., AgreedScore], cast: SimpleNamespace
) -> None:
    say(0, "8")
    take_step(round_=round_, to=Round.State.DECIDING, by=cast.leonid, at=AT)
    for late in (
        lambda: say(1, "7"),
        lambda: agreeing.withdraw(candidate=halvorsen, factor=growth, version=1),
        lambda: agreeing.leave_out(candidate=halvorsen, version=1, because="x"),
        lambda: agreeing.take_back_in(candidate=halvorsen, version=1),
        lambda: agreeing.leave_out_provisional(round_=round_, read=1, because="x"),
    ):
        with pytest.raises(StepLeft, match="stands at the step “decisions” now"):
            late()
