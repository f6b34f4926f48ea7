"""The model that ships: complete in both languages, published once, and no judge by figures alone."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.kaism import bands_of, check_bands, check_weights
from accounts.models import Factor, ScoringModel
from accounts.selection.default_model import EDGES, SCORES, WEIGHTS, ship_default_model
from accounts.selection.default_texts import TEXTS
from accounts.selection.drafting import copy_to_new_version, create_model, publish_model
from accounts.selection.factors import values_of
from accounts.selection.model_words import bands_in_words, rows_of_bands
from tests.accounts.selecting import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped(cast: SimpleNamespace) -> ScoringModel:
    return ship_default_model(by=cast.ada, at=AT)


def factor(model: ScoringModel, measure: str) -> Factor:
    return model.factors.get(measure=measure)


def test_it_is_published_with_six_factors_that_weigh_100(shipped: ScoringModel, cast: SimpleNamespace) -> None:
    assert (shipped.name, shipped.number, shipped.state, shipped.published_by, shipped.published_at) == (
        "KAISM",
        1,
        "published",
        cast.ada,
        AT,
    )
    weights = list(shipped.factors.values_list("weight", flat=True))
    check_weights(weights)
    assert weights == [30, 20, 10, 15, 15, 10]


def test_the_sales_rows_alone_place_nobody(shipped: ScoringModel) -> None:
    measured = shipped.factors.exclude(measure="").values_list("measure", "weight")
    assert dict(measured) == {"sales": 20, "growth": 10, "margin": 15}
    assert sum(weight for _measure, weight in measured) < shipped.coverage_needed


def test_every_factor_has_a_name_a_question_and_five_anchors_in_both_languages(shipped: ScoringModel) -> None:
    for one in shipped.factors.all():
        values = values_of(one)
        texts = [values[name] for name in ("name_en", "name_ru", "question_en", "question_ru")]
        assert [score for score, _en, _ru in values["anchors"]] == list(SCORES)
        english = [texts[0], texts[2], *(en for _score, en, _ru in values["anchors"])]
        russian = [texts[1], texts[3], *(ru for _score, _en, ru in values["anchors"])]
        assert all(text.isascii() and text for text in english)
        assert all(any("а" <= letter <= "я" for letter in text) for text in russian)


def test_the_texts_are_of_the_factors_that_weigh() -> None:
    assert [set(texts) for texts in TEXTS.values()] == [set(WEIGHTS), set(WEIGHTS)]
    assert set(EDGES) <= set(WEIGHTS)


@pytest.mark.parametrize(
    ("measure", "raw", "score"),
    [
        ("sales", "0", 0),
        ("sales", "49999.99", 0),
        ("sales", "50000", 3),
        ("sales", "999999.99", 8),
        ("sales", "1000000", 10),
        ("growth", "-10.01", 0),
        ("growth", "-10", 3),
        ("growth", "0", 5),
        ("growth", "20", 10),
        ("margin", "-1", 0),
        ("margin", "0", 3),
        ("margin", "29.99", 8),
        ("margin", "30", 10),
    ],
)
def test_bands_score_what_the_anchors_say(shipped: ScoringModel, measure: str, raw: str, score: int) -> None:
    table = check_bands(bands_of(rows_of_bands(factor(shipped, measure).band_edges.all())), scale=shipped.scale)
    assert table.band_of(Decimal(raw)).score == score


def test_turnover_is_banded_in_the_companys_currency(settings: Any) -> None:
    settings.COMPANY_CURRENCY = "RUB"
    turnover = factor(ship_default_model(), "sales")
    assert bands_in_words(turnover)[:2] == [
        ("below 5,000,000 RUB", "0"),
        ("from 5,000,000 to below 20,000,000 RUB", "3"),
    ]
    with translation.override("ru"):
        assert bands_in_words(turnover)[-1] == ("от 100\xa0000\xa0000 RUB", "10")


def test_asked_twice_it_ships_once(shipped: ScoringModel) -> None:
    assert ship_default_model() == shipped
    publish_model(model=copy_to_new_version(model=shipped, by=None), by=None, at=AT)
    assert ship_default_model() == shipped
    assert ScoringModel.objects.count() == 2


def test_a_draft_of_somebody_under_its_name_is_left_alone(cast: SimpleNamespace) -> None:
    theirs = create_model(name="KAISM", by=cast.ada)
    with pytest.raises(ValidationError) as refused:
        ship_default_model()
    assert refused.value.messages == ["A draft is called KAISM already. Publish, rename or discard it first."]
    assert list(ScoringModel.objects.all()) == [theirs]
