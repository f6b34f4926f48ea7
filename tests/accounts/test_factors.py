"""Factors of a draft: one save for a factor with its anchors and bands, at the version that was read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Anchor, BandEdge, Factor, ScoringModel
from accounts.selection.drafting import create_model
from accounts.selection.factors import add_factor, edit_factor, move_factor, order_of, remove_factor, values_of
from kam_portal.foundation.history.versions import StaleEdit

pytestmark = pytest.mark.django_db
ANCHORS = [(Decimal(0), "none", "нет"), (Decimal(10), "all", "всё")]
BANDS = [(None, Decimal(0)), (Decimal("0.5"), Decimal(10))]


@pytest.fixture
def model(db: None) -> ScoringModel:
    return create_model(name="Ours", by=None)


def factor_of(model: ScoringModel, name: str = "Growth", **values: Any) -> Factor:
    values = {"weight": Decimal(20), "measure": "growth", "anchors": ANCHORS, "bands": BANDS} | values
    return add_factor(model=model, name_en=name, name_ru=f"{name} по-русски", **values)


def refusal(act: Callable[[], Any]) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        act()
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else {"": list(error.messages)}


def names(model: ScoringModel) -> list[tuple[int, str]]:
    return list(model.factors.values_list("position", "name_en"))


def test_a_factor_is_saved_with_its_anchors_and_bands_in_order(model: ScoringModel) -> None:
    factor = factor_of(model, anchors=ANCHORS[::-1], bands=BANDS[::-1])
    assert (values_of(factor)["anchors"], values_of(factor)["bands"]) == (ANCHORS, BANDS)
    assert (factor.position, factor.version) == (0, 1)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ({"name_en": " Growth  rate "}, ("Growth rate", "Growth rate")),
        ({"name_ru": "Рост"}, ("Рост", "Рост")),
        ({"name_en": "Growth", "name_ru": "Рост"}, ("Growth", "Рост")),
    ],
)
def test_a_language_left_empty_reads_as_the_other_one(
    model: ScoringModel, typed: dict[str, str], read: tuple[str, str]
) -> None:
    anchors = [(Decimal(5), "", "средне")]
    factor = add_factor(model=model, weight=Decimal(5), question_en="How much?", anchors=anchors, **typed)
    assert (factor.name_en, factor.name_ru) == read
    assert factor.question_ru == "How much?"
    assert values_of(factor)["anchors"] == [(Decimal(5), "средне", "средне")]


def test_a_factor_without_any_name_is_refused(model: ScoringModel) -> None:
    assert refusal(lambda: add_factor(model=model, weight=Decimal(5), name_en="  ")) == {
        "name_en": ["Give the factor a name, at least in one language."]
    }


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"anchors": [(Decimal(11), "a", "")]},
            {"anchors": ["Anchor: 11 is not on the scale 0–10."]},
        ),
        (
            {"anchors": [(Decimal("2.5"), "a", "")]},
            {"anchors": ["Anchor: 2.5 is no whole number, and the model allows no half points."]},
        ),
        (
            {"anchors": [(Decimal(3), "a", ""), (Decimal(3), "b", ""), (Decimal(3), "c", "")]},
            {"anchors": ["The score 3 has two anchors. Keep one."]},
        ),
        ({"bands": [(None, Decimal(-1))]}, {"bands": ["Band: -1 is not on the scale 0–10."]}),
        (
            {"bands": [(None, Decimal(1)), (None, Decimal(2))]},
            {"bands": ["Two bands begin at the same number (from below). Keep one."]},
        ),
        (
            {"bands": [(Decimal(7), Decimal(1)), (Decimal("7.00"), Decimal(2))]},
            {"bands": ["Two bands begin at the same number (7). Keep one."]},
        ),
        (
            {"measure": ""},
            {
                "bands": [
                    "Bands turn our sales figures into scores. Choose which figure scores this factor, or clear the "
                    "bands."
                ]
            },
        ),
        ({"weight": Decimal(0)}, {"weight": ["A weight is above 0 and at most 100."]}),
        ({"measure": "sales", "currency": "€"}, {"currency": ["A currency has three letters, such as EUR."]}),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    model: ScoringModel, values: dict[str, Any], said: dict[str, list[str]]
) -> None:
    assert refusal(lambda: factor_of(model, **values)) == said
    factor = factor_of(model)
    assert refusal(lambda: edit_factor(factor=factor, version=1, changes=values)) == said
    assert values_of(Factor.objects.get()) == values_of(factor)


def test_half_points_are_saved_where_the_model_allows_them_and_quarters_nowhere() -> None:
    model = create_model(name="Halves", by=None, half_points=True)
    factor_of(model, anchors=[(Decimal("2.5"), "half", "")])
    assert refusal(lambda: factor_of(model, bands=[(None, Decimal("2.2"))])) == {
        "bands": ["Band: 2.2 lies between two half points."]
    }


def test_turnover_is_in_the_companys_currency_unless_another_is_named(model: ScoringModel, settings: Any) -> None:
    settings.COMPANY_CURRENCY = "NOK"
    said = [factor_of(model, measure="sales", currency=currency).currency for currency in ("", " usd ", "EUR")]
    assert [*said, factor_of(model, currency="EUR").currency] == ["NOK", "USD", "EUR", ""]


def test_an_edit_writes_columns_and_rows_and_advances_the_version(model: ScoringModel) -> None:
    factor = factor_of(model)
    changes = {"weight": Decimal("12.5"), "anchors": [(Decimal(5), "so so", "так себе")]}
    saved = edit_factor(factor=factor, version=1, changes=changes)
    assert (saved.version, saved.weight, values_of(saved)["anchors"], values_of(saved)["bands"]) == (
        2,
        Decimal("12.5"),
        [(Decimal(5), "so so", "так себе")],
        BANDS,
    )


def test_an_edit_that_changes_nothing_advances_nothing(model: ScoringModel) -> None:
    factor = factor_of(model)
    events = Anchor.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    assert edit_factor(factor=factor, version=1, changes=values_of(factor)).version == 1
    assert Anchor.pgh_event_model.objects.count() == events  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_a_stale_edit_is_refused_with_what_it_was_is_and_would_be(model: ScoringModel) -> None:
    factor = factor_of(model)
    their_bands = [(None, Decimal(1)), (Decimal(9), Decimal(8))]
    edit_factor(factor=factor, version=1, changes={"bands": their_bands, "anchors": []})
    mine = values_of(factor) | {"bands": [(None, Decimal(7))], "anchors": ANCHORS, "weight": Decimal(30)}
    with pytest.raises(StaleEdit) as stale:
        edit_factor(factor=factor, version=1, changes=mine)
    found = {d.field: (d.before, d.theirs, d.mine) for d in stale.value.differences}
    assert found == {
        "weight": (Decimal(20), Decimal(20), Decimal(30)),
        "anchors": (ANCHORS, [], ANCHORS),
        "bands": (BANDS, their_bands, [(None, Decimal(7))]),
    }
    assert (stale.value.version, values_of(Factor.objects.get())["bands"]) == (2, their_bands)


def test_positions_stay_dense_when_one_is_removed_and_new_ones_come_last(model: ScoringModel) -> None:
    first, second, third = (factor_of(model, name) for name in "ABC")
    remove_factor(factor=first, version=1)
    factor_of(model, "D")
    assert names(model) == [(0, "B"), (1, "C"), (2, "D")]
    assert (Anchor.objects.count(), BandEdge.objects.count()) == (6, 6)


def test_a_factor_changed_since_it_was_read_is_not_removed(model: ScoringModel) -> None:
    factor = factor_of(model)
    edit_factor(factor=factor, version=1, changes={"weight": Decimal(1)})
    with pytest.raises(StaleEdit):
        remove_factor(factor=factor, version=1)
    assert Factor.objects.count() == 1


def test_a_factor_changes_places_with_its_neighbour_and_stops_at_the_ends(model: ScoringModel) -> None:
    first, _second, third = (factor_of(model, name) for name in "ABC")
    move_factor(factor=first, up=True)
    move_factor(factor=third, up=False)
    assert names(model) == [(0, "A"), (1, "B"), (2, "C")]
    move_factor(factor=first, up=False)
    assert names(model) == [(0, "B"), (1, "A"), (2, "C")]
    move_factor(factor=third, up=True, order=order_of(model))
    assert names(model) == [(0, "B"), (1, "C"), (2, "A")]


def test_a_move_from_a_page_with_another_order_is_refused(model: ScoringModel) -> None:
    first, second = (factor_of(model, name) for name in "AB")
    read = order_of(model)
    move_factor(factor=second, up=True, order=read)
    assert refusal(lambda: move_factor(factor=second, up=True, order=read)) == {
        "": ["Somebody changed the order since you opened the page. Look at it again, then move the factor."]
    }
    assert names(model) == [(0, "B"), (1, "A")]


def test_a_move_leaves_an_open_edit_of_the_factor_alone(model: ScoringModel, cast: SimpleNamespace) -> None:
    first, _second = (factor_of(model, name) for name in "AB")
    move_factor(factor=first, up=False)
    assert edit_factor(factor=first, version=1, changes={"weight": Decimal(1)}).position == 1
