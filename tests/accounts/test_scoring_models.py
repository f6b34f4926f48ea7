"""Scoring models from draft to retirement: what is copied, what is refused and in which words."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.models import Anchor, BandEdge, Factor, ScoringModel
from accounts.selection.default_model import ship_default_model
from accounts.selection.differences import differences_of
from accounts.selection.drafting import (
    SETTINGS,
    copy_to_new_version,
    create_model,
    discard_draft,
    edit_model,
    factors_of,
    publish_model,
    reading_of,
    retire_model,
)
from accounts.selection.factors import add_factor, edit_factor, move_factor, remove_factor, values_of
from accounts.selection.model_words import weighing_of
from kam_portal.foundation.history.versions import StaleEdit
from tests.accounts.selecting import AT, published_model, round_at

pytestmark = pytest.mark.django_db
BANDS = [(None, Decimal(2)), (Decimal(10), Decimal(5))]


def draft(*weights: str, name: str = "Ours", **settings: Any) -> ScoringModel:
    model = create_model(name=name, by=None, **settings)
    for n, weight in enumerate(weights):
        add_factor(model=model, name_en=f"Factor {n}", name_ru=f"Фактор {n}", weight=Decimal(weight))
    return model


def refusals(act: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        act()
    return list(refused.value.messages)


def publishing(model: ScoringModel) -> list[str]:
    return refusals(lambda: publish_model(model=model, by=None, at=AT))


def test_a_draft_whose_weights_sum_to_100_is_published_with_name_and_moment(cast: SimpleNamespace) -> None:
    model = publish_model(model=draft("33.33", "33.33", "33.34"), by=cast.ada, at=AT)
    assert (model.state, model.published_by, model.published_at, model.version) == ("published", cast.ada, AT, 2)


def test_a_model_on_1_to_5_has_its_thresholds_in_the_middle() -> None:
    model = create_model(name="Five", by=None, scale_choice="1-5")
    assert (model.attractiveness_threshold, model.strength_threshold) == (3, 3)
    assert (model.borderline, model.discuss_spread) == (Decimal("0.10"), Decimal("1.20"))


@pytest.mark.parametrize("name", ["Ours", " Ours  "])
def test_a_second_model_of_a_name_is_refused(name: str) -> None:
    draft("100")
    [sentence] = refusals(lambda: create_model(name=name, by=None))
    assert "here already" in sentence or "a draft of this model already" in sentence


def test_a_name_that_a_published_model_has_is_refused_by_its_field() -> None:
    published_model(name="Ours")
    with pytest.raises(ValidationError) as refused:
        create_model(name="Ours", by=None)
    assert refused.value.message_dict == {
        "name": ["A model of this name is here already. Copy that one to a new version, or choose another name."]
    }


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        (("60", "35.5"), "Weights sum to 95.5: 4.5 missing. Change the weights until they sum to exactly 100."),
        (("60", "44"), "Weights sum to 104: 4 too much. Change the weights until they sum to exactly 100."),
        (("33.33", "33.33", "33.33"), "Weights sum to 99.99: 0.01 missing. "),
        (("50", "50"), "The model has 2 factors; it needs 3 to 12. Add or remove some."),
        ((), "The model has 0 factors; it needs 3 to 12. Add or remove some."),
    ],
)
def test_what_does_not_add_up_is_not_published(weights: tuple[str, ...], sentence: str) -> None:
    assert any(said.startswith(sentence) for said in publishing(draft(*weights)))


def test_twelve_factors_are_published_and_a_thirteenth_is_refused() -> None:
    model = draft(*["8"] * 11, "12")
    assert refusals(lambda: add_factor(model=model, name_en="One too many", weight=Decimal(1))) == [
        "A model has at most 12 factors. Remove one first."
    ]
    assert publish_model(model=model, by=None, at=AT).state == "published"


def test_every_reason_is_told_at_once_and_names_its_factor() -> None:
    model = draft("40", "30")
    add_factor(model=model, name_en="Turnover", weight=Decimal(10), measure="sales", currency="eur")
    add_factor(model=model, name_en="Margin", weight=Decimal(10), measure="margin", bands=[(Decimal(5), Decimal(3))])
    scored = add_factor(model=model, name_en="Fit", weight=Decimal(5))
    # What an import or an older release may have left behind.
    Anchor.objects.create(factor=scored, score=Decimal("4.5"), text_en="half")
    BandEdge.objects.create(factor=scored, low=None, score=3)
    assert publishing(model) == [
        "Weights sum to 95: 5 missing. Change the weights until they sum to exactly 100.",
        "“Turnover” is scored from our sales figures, but has no bands. Add them, the lowest without “from”.",
        "“Margin”: no band holds a figure below 5 %. Leave “from” of the lowest band empty.",
        "“Fit”: an anchor is wrong: 4.5 is no whole number, and the model allows no half points. "
        "Change or remove the anchor.",
        "“Fit” has bands, but no figure that they score. Choose the figure or clear the bands.",
    ]
    model.refresh_from_db()
    assert model.is_draft


def test_a_scale_changed_under_anchors_and_bands_is_noticed() -> None:
    model = draft("50", "25")
    values = {"anchors": [(Decimal(10), "top", "")], "bands": [(None, Decimal(0)), (Decimal(1000), Decimal(5))]}
    add_factor(model=model, name_en="Turnover", weight=Decimal(25), measure="sales", currency="EUR", **values)
    settings = {"scale_choice": "1-5", "attractiveness_threshold": Decimal(3), "strength_threshold": Decimal(3)}
    edit_model(model=model, version=1, changes=settings)
    assert publishing(model) == [
        "“Turnover”: an anchor is wrong: 10 is not on the scale 1–5. Change or remove the anchor.",
        "“Turnover”: the band “below 1,000 EUR” is wrong: 0 is not on the scale 1–5. Give it another score.",
    ]


def test_refusals_are_told_in_the_readers_language() -> None:
    with translation.override("ru"):
        [count, weights] = publishing(draft("95.5"))
    assert weights.startswith("Веса в сумме дают 95,5: не хватает 4,5.")
    assert count.startswith("В модели 1 фактор")


@pytest.mark.parametrize("threshold", ["-0.01", "10.01", "11"])
def test_a_threshold_off_the_scale_is_refused_by_its_field(threshold: str) -> None:
    with pytest.raises(ValidationError) as refused:
        edit_model(model=draft("100"), version=1, changes={"attractiveness_threshold": Decimal(threshold)})
    assert refused.value.message_dict == {
        "attractiveness_threshold": ["A threshold lies on the scale. Choose a number from 0 to 10."]
    }


@pytest.mark.parametrize("threshold", ["0", "10"])
def test_the_ends_of_the_scale_are_thresholds_too(threshold: str) -> None:
    changes = {"attractiveness_threshold": Decimal(threshold), "strength_threshold": Decimal(threshold)}
    assert edit_model(model=draft("100"), version=1, changes=changes).version == 2


def test_the_databases_own_refusal_of_a_setting_is_put_in_words() -> None:
    model = draft("100")
    [share] = refusals(lambda: edit_model(model=model, version=1, changes={"coverage_needed": Decimal(0)}))
    [distance] = refusals(lambda: edit_model(model=model, version=1, changes={"borderline": Decimal(3)}))
    [name] = refusals(lambda: edit_model(model=model, version=1, changes={"name": "  "}))
    assert share == "Choose a share above 0 and up to 100 %."
    assert distance.startswith("Borderline is a distance from 0 to 2 points")
    assert name == "Give the model a name."


def test_a_later_version_keeps_the_name() -> None:
    copy = copy_to_new_version(model=published_model(name="Ours"), by=None)
    [sentence] = refusals(lambda: edit_model(model=copy, version=1, changes={"name": "Other"}))
    assert sentence == "All versions of a model share its name. Create a new model instead."


def test_a_copy_has_everything_of_its_model_under_the_next_number(cast: SimpleNamespace) -> None:
    model = ship_default_model(by=cast.ada, at=AT)
    copy = copy_to_new_version(model=model, by=cast.irina)
    assert (copy.name, copy.number, copy.state, copy.based_on, copy.created_by) == (
        "KAISM",
        2,
        "draft",
        model,
        cast.irina,
    )
    assert [getattr(copy, name) for name in SETTINGS] == [getattr(model, name) for name in SETTINGS]
    assert [values_of(f) | {"at": f.position} for f in copy.factors.all()] == [
        values_of(f) | {"at": f.position} for f in model.factors.all()
    ]
    assert differences_of(copy, factors_of(copy)) == []


def test_while_a_draft_stands_there_is_no_second_one() -> None:
    model = published_model()
    first = copy_to_new_version(model=model, by=None)
    assert refusals(lambda: copy_to_new_version(model=model, by=None)) == [
        "There is a draft of this model already. Publish or discard it before you begin another one."
    ]
    discard_draft(model=first)
    assert copy_to_new_version(model=model, by=None).number == 2


def test_a_copy_of_an_older_version_counts_on_from_the_newest() -> None:
    first = published_model()
    second = publish_model(model=copy_to_new_version(model=first, by=None), by=None, at=AT)
    third = copy_to_new_version(model=first, by=None)
    assert (second.number, third.number, third.based_on) == (2, 3, first)


def test_nothing_of_a_published_model_changes(cast: SimpleNamespace) -> None:
    model = published_model()
    factor = model.factors.all()[0]
    words = ["This version is published and never changes. Copy it to a new version and change that one."]
    assert refusals(lambda: edit_model(model=model, version=1, changes={"borderline": Decimal(1)})) == words
    assert refusals(lambda: add_factor(model=model, name_en="New", weight=Decimal(1))) == words
    assert refusals(lambda: edit_factor(factor=factor, version=1, changes={"weight": Decimal(1)})) == words
    assert refusals(lambda: remove_factor(factor=factor, version=1)) == words
    assert refusals(lambda: move_factor(factor=factor, up=False)) == words
    assert refusals(lambda: publish_model(model=model, by=None, at=AT)) == words
    assert refusals(lambda: discard_draft(model=model)) == words


def test_a_round_keeps_the_version_it_was_scored_with(cast: SimpleNamespace, new_account: Any) -> None:
    model = published_model(by=cast.ada)
    round_ = round_at("scoring", runner=cast.leonid, accounts=[new_account("Acme")], raters=[cast.anna], model=model)
    copy = copy_to_new_version(model=model, by=cast.ada)
    edit_factor(factor=copy.factors.all()[0], version=1, changes={"weight": Decimal(30)})
    retire_model(model=model)
    round_.refresh_from_db()
    assert (round_.model, [f.weight for f in round_.model.factors.all()]) == (model, [40, 35, 25])


def test_only_a_published_version_is_retired() -> None:
    model = published_model()
    assert retire_model(model=model).state == "retired"
    assert refusals(lambda: retire_model(model=model)) == ["Only a published version can be retired."]
    assert refusals(lambda: retire_model(model=draft("100"))) == ["Only a published version can be retired."]


def test_a_discarded_draft_is_gone_with_its_factors() -> None:
    copy = copy_to_new_version(model=published_model(measures={0: "sales"}), by=None)
    kept = [model.objects.exclude(**{path: copy}).count() for model, path in PARTS]
    discard_draft(model=copy)
    assert [model.objects.count() for model, _path in PARTS] == kept


PARTS: tuple[tuple[Any, str], ...] = ((Factor, "model"), (Anchor, "factor__model"), (BandEdge, "factor__model"))


@pytest.mark.parametrize("act", ["factor", "settings", "move", "add", "remove"])
def test_what_somebody_changed_since_it_was_read_is_neither_published_nor_discarded(act: str) -> None:
    model = draft("40", "30", "30")
    read, factor = reading_of(model), model.factors.all()[0]
    {
        "factor": lambda: edit_factor(factor=factor, version=1, changes={"question_en": "Why?"}),
        "settings": lambda: edit_model(model=model, version=1, changes={"half_points": True}),
        "move": lambda: move_factor(factor=factor, up=False),
        "add": lambda: add_factor(model=model, name_en="New", weight=Decimal(1)),
        "remove": lambda: remove_factor(factor=factor, version=1),
    }[act]()
    words = ["Somebody changed the draft since you opened the page. Look at it again, then decide."]
    assert refusals(lambda: publish_model(model=model, by=None, at=AT, reading=read)) == words
    assert refusals(lambda: discard_draft(model=model, reading=read)) == words
    assert ScoringModel.objects.get(pk=model.pk).is_draft


def test_settings_saved_at_an_old_version_are_refused_with_both() -> None:
    model = draft("100")
    edit_model(model=model, version=1, changes={"borderline": Decimal("0.5")})
    with pytest.raises(StaleEdit) as stale:
        edit_model(model=model, version=1, changes={"borderline": Decimal("0.1")})
    [difference] = stale.value.differences
    assert (difference.before, difference.theirs, difference.mine) == (
        Decimal("0.25"),
        Decimal("0.5"),
        Decimal("0.1"),
    )


def test_differences_are_told_field_by_field() -> None:
    copy = copy_to_new_version(model=published_model(measures={1: "sales"}), by=None)
    first, second, third = copy.factors.all()
    copy = edit_model(model=copy, version=1, changes={"half_points": True, "borderline": Decimal("0.5")})
    edit_factor(factor=first, version=1, changes={"weight": Decimal("37.5"), "name_ru": "Иначе"})
    edit_factor(factor=second, version=1, changes={"bands": [(None, Decimal(1)), (Decimal(20), Decimal(9))]})
    remove_factor(factor=third, version=1)
    add_factor(model=copy, name_en="Fit", weight=Decimal(27), measure="growth")
    found = [(c.factor, c.field, c.before, c.now) for c in differences_of(copy, factors_of(copy))]
    assert found == [
        ("", "Half points are allowed", "No", "Yes"),
        ("", "Borderline within", "0.25", "0.5"),
        ("Factor 0", "Name in Russian", "Фактор 0", "Иначе"),
        ("Factor 0", "Weight, %", "40", "37.5"),
        (
            "Factor 1",
            "Bands",
            "below 10 EUR: 2\nfrom 10 to below 1,000 EUR: 5\nfrom 1,000 EUR: 9",
            "below 20 EUR: 1\nfrom 20 EUR: 9",
        ),
        ("Fit", "Factor", "", "added, weight 27 %"),
        ("Factor 2", "Factor", "weight 25 %", "removed"),
    ]


def test_a_renamed_factor_is_known_by_its_place_and_another_order_is_told_once() -> None:
    copy = copy_to_new_version(model=published_model(), by=None)
    first = copy.factors.all()[0]
    edit_factor(factor=first, version=1, changes={"name_en": "Renamed", "name_ru": "Новое"})
    assert [(c.factor, c.field, c.before, c.now) for c in differences_of(copy, factors_of(copy))] == [
        ("Renamed", "Name in English", "Factor 0", "Renamed"),
        ("Renamed", "Name in Russian", "Фактор 0", "Новое"),
    ]
    edit_factor(factor=first, version=2, changes={"name_en": "Factor 0", "name_ru": "Фактор 0"})
    move_factor(factor=first, up=False)
    assert [(c.field, c.before, c.now) for c in differences_of(copy, factors_of(copy))] == [
        ("Order of the factors", "Factor 0\nFactor 1\nFactor 2", "Factor 1\nFactor 0\nFactor 2")
    ]


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (["95.5"], "Weights sum to 95.5: 4.5 missing."),
        (["100"], "Weights sum to exactly 100."),
        (["100", "0.01"], "Weights sum to 100.01: 0.01 too much."),
        ([], "Weights sum to 0: 100 missing."),
    ],
)
def test_the_sum_of_the_weights_is_said(weights: list[str], words: str) -> None:
    assert weighing_of([Decimal(weight) for weight in weights]).words == words
