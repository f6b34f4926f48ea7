"""Pages of scoring models: what each kind of person reads, and how an admin drafts, is refused and is never robbed."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Factor, ScoringModel
from accounts.selection.default_model import ship_default_model
from accounts.selection.drafting import copy_to_new_version, create_model, edit_model, publish_model, reading_of
from accounts.selection.factors import add_factor, edit_factor, order_of, values_of
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import AT, published_model, round_at
from tests.test_at_the_same_moment import arriving_during, patient, words

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile-text" / "blns.json"


@pytest.fixture
def ada(signed_in: SignIn, cast: SimpleNamespace) -> Client:
    return signed_in(cast.ada)


@pytest.fixture
def draft(cast: SimpleNamespace) -> ScoringModel:
    return copy_to_new_version(model=ship_default_model(by=cast.ada, at=AT), by=cast.ada)


def post(client: Client, page: str, /, *arguments: int, **data: Any) -> Any:
    return client.post(reverse(page, args=arguments), data, follow=True)


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def typed(factor: Factor) -> dict[str, Any]:
    """What a browser sends of the factor's form, nothing changed."""
    values = values_of(factor)
    data = {name: value for name, value in values.items() if name not in ("anchors", "bands")}
    for n, (score, english, russian) in enumerate(values["anchors"]):
        data |= {f"anchors-{n}-score": score, f"anchors-{n}-en": english, f"anchors-{n}-ru": russian}
    for n, (low, score) in enumerate(values["bands"]):
        data |= {f"bands-{n}-low": "" if low is None else low, f"bands-{n}-score": score}
    return data | {"version": factor.version}


def test_the_empty_list_offers_the_default_model_and_one_click_publishes_it(ada: Client) -> None:
    assert b"Use the default model" in ada.get(reverse("scoring_models")).content
    for _click in range(2):
        post(ada, "scoring_model_default")
    model = ScoringModel.objects.get()
    assert (model.name, model.state, model.published_by and model.published_by.full_name) == (
        "KAISM",
        "published",
        User.objects.get(email__startswith="ada").full_name,
    )
    assert b"Use the default model" not in ada.get(reverse("scoring_models")).content


def test_everybody_reads_and_only_admins_find_buttons(
    draft: ScoringModel, ada: Client, signed_in: SignIn, cast: SimpleNamespace
) -> None:
    for page in (reverse("scoring_models"), draft.get_absolute_url()):
        for person in (cast.irina, cast.anna, cast.leonid):
            html = signed_in(person).get(page).content.decode()
            assert "KAISM" in html
            assert 'method="post"' not in html.split("<main")[1]
        assert 'href="/selection/models/' in ada.get(page).content.decode()


def test_a_model_shows_weights_anchors_bands_and_thresholds(draft: ScoringModel, ada: Client) -> None:
    html = ada.get(draft.get_absolute_url()).content.decode()
    for text in (
        "Weights sum to exactly 100.",
        '<meter min="0" max="100" value="30.00" aria-label="Purchase potential in three years">30 %</meter>',
        "Talks about plans and problems with us and agrees to be a key client",
        "from 50,000 to below 200,000 EUR",
        "below -10 %",
        "high strength at the right",
    ):
        assert text in html


def test_a_draft_says_what_is_missing_and_is_published_when_nothing_is(draft: ScoringModel, ada: Client) -> None:
    first = draft.factors.all()[0]
    edit_factor(factor=first, version=1, changes={"weight": Decimal("25.5")})
    page = ada.get(draft.get_absolute_url())
    assert page.context["missing"] == [
        "Weights sum to 95.5: 4.5 missing. Change the weights until they sum to exactly 100."
    ]
    assert "Weights sum to 95.5: 4.5 missing." in page.content.decode()
    assert reverse("scoring_model_publish", args=[draft.pk]) not in page.content.decode()
    refused = post(ada, "scoring_model_publish", draft.pk, reading=page.context["reading"])
    assert said(refused) == page.context["missing"]
    edit_factor(factor=first, version=2, changes={"weight": Decimal(30)})
    reading = ada.get(draft.get_absolute_url()).context["reading"]
    post(ada, "scoring_model_publish", draft.pk, reading=reading)
    draft.refresh_from_db()
    assert draft.state == "published"


def test_a_model_is_begun_on_the_page(ada: Client) -> None:
    post(ada, "scoring_model_new", name="Ours", scale_choice="1-5", half_points="on")
    model = ScoringModel.objects.get()
    assert (model.name, model.scale_choice, model.half_points, model.strength_threshold) == ("Ours", "1-5", True, 3)
    page = ada.get(reverse("factor_new", args=[model.pk]))
    assert [row[0]["value"] for row in page.context["form"].anchor_rows][:5] == ["1", "2", "3", "4", "5"]


def test_a_factor_is_added_and_edited_on_the_page(ada: Client, cast: SimpleNamespace) -> None:
    model = create_model(name="Ours", by=cast.ada)
    data = {"name_en": "Size", "name_ru": "Размер", "weight": "33,33", "measure": "sales", "currency": "usd"}
    data |= {"anchors-0-score": "0", "anchors-3-score": "8", "anchors-3-en": "large", "anchors-3-ru": "большой"}
    data |= {"bands-0-score": "2", "bands-2-low": "1 000 000,50", "bands-2-score": "9"}
    post(ada, "factor_new", model.pk, **data)
    factor = Factor.objects.get()
    assert values_of(factor) == {
        "name_en": "Size",
        "name_ru": "Размер",
        "question_en": "",
        "question_ru": "",
        "weight": Decimal("33.33"),
        "measure": "sales",
        "currency": "USD",
        "anchors": [(8, "large", "большой")],
        "bands": [(None, 2), (Decimal("1000000.50"), 9)],
    }
    post(ada, "factor_edit", model.pk, factor.pk, **typed(factor) | {"anchors-0-en": "huge", "weight": "40"})
    factor.refresh_from_db()
    assert (factor.version, factor.weight, values_of(factor)["anchors"]) == (2, 40, [(8, "huge", "большой")])


def test_the_form_of_a_factor_sent_back_as_it_came_changes_nothing(draft: ScoringModel, ada: Client) -> None:
    factor = draft.factors.get(measure="sales")
    form = ada.get(reverse("factor_edit", args=[draft.pk, factor.pk])).context["form"]
    cells = {cell["name"]: cell["value"] for row in [*form.anchor_rows, *form.band_rows] for cell in row}
    fields = {name: form[name].value() for name in form.fields if name not in ("anchors", "bands")}
    assert post(ada, "factor_edit", draft.pk, factor.pk, **fields | cells).status_code == 200
    assert Factor.objects.get(pk=factor.pk).version == 1


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"weight": "a lot"}, "weight", "Enter a number."),
        ({"weight": "NaN"}, "weight", "Enter a number."),
        ({"weight": "1e999"}, "weight", "Ensure"),
        ({"weight": "33.333"}, "weight", "At most two decimals, please: 33.33 or 33.34."),
        ({"weight": "0"}, "weight", "Ensure this value is greater than or equal to 0.01."),
        ({"weight": "101"}, "weight", "Ensure this value is less than or equal to 100."),
        ({"name_en": "", "name_ru": " "}, "name_en", "Give the factor a name"),
        ({"name_en": "x" * 121}, "name_en", "Ensure this value has at most 120 characters"),
        ({"measure": "colour"}, "measure", "Select a valid choice."),
        ({"measure": "sales", "currency": "€€€"}, "currency", "There is no currency “€€€”"),
        ({"anchors-1-score": "11", "anchors-1-en": "x"}, "anchors", "Anchor: 11 is not on the scale 0–10."),
        ({"anchors-1-score": "x", "anchors-1-en": "x"}, "anchors", "Row 2, Score: Enter a number."),
        ({"anchors-1-score": "", "anchors-1-en": "x"}, "anchors", "Row 2, Score: This field is required."),
        ({"anchors-1-score": "2.55", "anchors-1-en": "x"}, "anchors", "Row 2, Score: Ensure"),
        ({"bands-0-low": "x", "bands-0-score": "1"}, "bands", "Row 1, From: Enter a number."),
        ({"bands-0-low": "9" * 19, "bands-0-score": "1"}, "bands", "Row 1, From: Ensure"),
        ({"measure": "growth", "bands-0-score": "-1"}, "bands", "Band: -1 is not on the scale 0–10."),
    ],
)
def test_what_is_no_factor_is_refused_beside_its_field_and_kept(
    ada: Client, cast: SimpleNamespace, data: dict[str, str], field: str, sentence: str
) -> None:
    model = create_model(name="Ours", by=cast.ada)
    response = post(ada, "factor_new", model.pk, **{"name_en": "Size", "weight": "20"} | data)
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert sentence in " ".join(form.errors[field])
    kept = {cell["name"]: cell["value"] for row in [*form.anchor_rows, *form.band_rows] for cell in row}
    assert {name: kept[name] for name in data if "-" in name} == {n: v for n, v in data.items() if "-" in n}
    assert Factor.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"attractiveness_threshold": "11"}, "attractiveness_threshold"),
        ({"strength_threshold": "high"}, "strength_threshold"),
        ({"coverage_needed": "0"}, "coverage_needed"),
        ({"borderline": "2.5"}, "borderline"),
        ({"discuss_spread": "0"}, "discuss_spread"),
        ({"scale_choice": "1-7"}, "scale_choice"),
    ],
)
def test_settings_that_make_no_sense_are_refused_beside_their_field(
    draft: ScoringModel, ada: Client, data: dict[str, str], field: str
) -> None:
    form = ada.get(reverse("scoring_model_edit", args=[draft.pk])).context["form"]
    fields = {name: form[name].value() for name in form.fields if not isinstance(form[name].value(), bool)}
    assert list(post(ada, "scoring_model_edit", draft.pk, **fields | data).context["form"].errors) == [field]
    assert ScoringModel.objects.get(pk=draft.pk).version == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_edit_a_factor_the_second_sees_both_texts(draft: ScoringModel, ada: Client) -> None:
    factor = draft.factors.get(measure="growth")
    mine = typed(factor) | {"question_en": "Mine?", "bands-1-low": "-5", "anchors-0-en": "falls badly"}
    theirs = [(None, Decimal(1)), (Decimal(7), Decimal(9))]
    edit_factor(factor=factor, version=1, changes={"question_en": "Theirs?", "bands": theirs, "weight": Decimal(11)})
    response = post(ada, "factor_edit", draft.pk, factor.pk, **mine)
    rows = {row.field: (row.theirs, row.mine) for row in response.context["conflict"].rows}
    assert (response.status_code, rows) == (
        409,
        {
            "question_en": ("Theirs?", "Mine?"),
            "bands": ("from below: 1\n7: 9", "from below: 0\n-5: 3\n0: 5\n10: 8\n20: 10"),
        },
    )
    assert response.context["conflict"].taken == ("Weight, %",)
    form = response.context["form"]
    assert (form["weight"].value(), form.anchor_rows[0][1]["value"]) == ("11", "falls badly")
    again = {cell["name"]: cell["value"] for row in [*form.anchor_rows, *form.band_rows] for cell in row}
    again |= {n: form[n].value() for n in form.fields if n not in ("anchors", "bands")} | {"choose-bands": "theirs"}
    post(ada, "factor_edit", draft.pk, factor.pk, **again)
    factor.refresh_from_db()
    stored = values_of(factor)
    assert (factor.version, stored["question_en"], stored["bands"], stored["weight"]) == (3, "Mine?", theirs, 11)
    assert stored["anchors"][0][1] == "falls badly"


def test_of_two_admins_who_edit_the_settings_the_second_sees_both(draft: ScoringModel, ada: Client) -> None:
    form = ada.get(reverse("scoring_model_edit", args=[draft.pk])).context["form"]
    fields = {name: form[name].value() for name in form.fields if not isinstance(form[name].value(), bool)}
    edit_model(model=draft, version=1, changes={"borderline": Decimal("0.5")})
    response = post(ada, "scoring_model_edit", draft.pk, **fields | {"borderline": "0.1"})
    [row] = response.context["conflict"].rows
    assert (response.status_code, row.before, row.theirs, row.mine) == (409, "0.25", "0.50", "0.1")
    assert "0.1" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_edit_that_meets_a_publication_is_refused_in_words_and_keeps_its_text(
    draft: ScoringModel, signed_in: SignIn, cast: SimpleNamespace
) -> None:
    factor, client = draft.factors.all()[0], patient(signed_in(cast.ada))
    page = reverse("factor_edit", args=[draft.pk, factor.pk])
    data = typed(factor) | {"question_en": "Too late?"}
    with arriving_during(lambda: client.post(page, data)) as answers:
        publish_model(model=draft, by=cast.ada, at=AT)
    assert words(answers[0]) == [
        "This version is published and never changes. Copy it to a new version and change that one."
    ]
    assert "Too late?" in answers[0].content.decode()
    assert Factor.objects.get(pk=factor.pk).version == 1


@pytest.mark.django_db(transaction=True)
def test_a_publication_that_meets_an_edit_does_not_publish_what_nobody_read(
    draft: ScoringModel, signed_in: SignIn, cast: SimpleNamespace
) -> None:
    client, page = patient(signed_in(cast.ada)), reverse("scoring_model_publish", args=[draft.pk])
    data = {"reading": reading_of(draft)}
    with arriving_during(lambda: client.post(page, data)) as answers:
        edit_factor(factor=draft.factors.all()[0], version=1, changes={"question_en": "Changed?"})
    assert (answers[0].status_code, ScoringModel.objects.get(pk=draft.pk).state) == (302, "draft")


@pytest.mark.django_db(transaction=True)
def test_of_two_copies_at_the_same_moment_one_is_made(signed_in: SignIn, cast: SimpleNamespace) -> None:
    model, client = published_model(by=cast.ada), patient(signed_in(cast.ada))
    page = reverse("scoring_model_copy", args=[model.pk])
    with arriving_during(lambda: client.post(page)) as answers:
        copy_to_new_version(model=model, by=cast.ada)
    assert (answers[0].status_code, ScoringModel.objects.filter(based_on=model).count()) == (302, 1)


def test_a_factor_is_moved_and_removed_with_what_was_read(draft: ScoringModel, ada: Client) -> None:
    first, second = draft.factors.all()[:2]
    order = order_of(draft)
    post(ada, "factor_move", draft.pk, first.pk, way="down", order=order)
    assert [f.pk for f in draft.factors.all()[:2]] == [second.pk, first.pk]
    assert said(post(ada, "factor_move", draft.pk, first.pk, way="down", order=order)) == [
        "Somebody changed the order since you opened the page. Look at it again, then move the factor."
    ]
    for version in ("", "x", "2"):
        post(ada, "factor_remove", draft.pk, first.pk, version=version)
    assert draft.factors.count() == 6
    post(ada, "factor_remove", draft.pk, first.pk, version="1")
    assert list(draft.factors.values_list("position", flat=True)) == [0, 1, 2, 3, 4]


def test_a_published_version_leads_from_its_forms_back_to_its_page(ada: Client, cast: SimpleNamespace) -> None:
    model = published_model(by=cast.ada)
    factor = model.factors.all()[0]
    pages = (("scoring_model_edit", ()), ("factor_new", ()), ("factor_edit", (factor.pk,)))
    for page, more in pages:
        response = ada.get(reverse(page, args=[model.pk, *more]), follow=True)
        assert response.redirect_chain == [(model.get_absolute_url(), 302)]
        assert said(response)[0].startswith("This version is published and never changes.")


def test_retire_copy_and_discard_have_their_buttons(ada: Client, cast: SimpleNamespace) -> None:
    model = published_model(by=cast.ada)
    post(ada, "scoring_model_copy", model.pk)
    copy = ScoringModel.objects.get(based_on=model)
    post(ada, "scoring_model_retire", model.pk)
    post(ada, "scoring_model_discard", copy.pk, reading="old")
    assert ScoringModel.objects.filter(pk=copy.pk).exists()
    post(ada, "scoring_model_discard", copy.pk, reading=reading_of(copy))
    assert list(ScoringModel.objects.values_list("pk", "state")) == [(model.pk, "retired")]


def test_a_version_shows_what_it_changes_and_who_uses_it(
    ada: Client, cast: SimpleNamespace, new_account: Any, signed_in: SignIn
) -> None:
    model = published_model(by=cast.ada)
    round_at("scoring", runner=cast.leonid, accounts=[new_account("Acme")], raters=[cast.anna], model=model)
    copy = copy_to_new_version(model=model, by=cast.ada)
    edit_factor(factor=copy.factors.all()[0], version=1, changes={"weight": Decimal("39.5")})
    [change] = ada.get(copy.get_absolute_url()).context["changes"]
    assert (change.factor, change.field, change.before, change.now) == ("Factor 0", "Weight, %", "40", "39.5")
    mine, foreign = (signed_in(person).get(model.get_absolute_url()) for person in (cast.anna, cast.viktor))
    assert [r.title for r in mine.context["rounds"]] == ["Autumn round"]
    assert (foreign.context["rounds"], foreign.context["more_rounds"]) == ([], 1)
    assert "Autumn round" not in foreign.content.decode()


def queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page).status_code == 200
    return len(caught)


def test_the_list_asks_as_much_for_three_models_as_for_one(ada: Client, cast: SimpleNamespace) -> None:
    page = reverse("scoring_models")
    published_model(name="One", by=cast.ada)
    first = queries(ada, page)
    for name in ("Two", "Three"):
        published_model(name=name, by=cast.ada)
    assert queries(ada, page) == first <= 8


def test_a_model_asks_as_much_for_three_factors_as_for_one(ada: Client, cast: SimpleNamespace) -> None:
    model = create_model(name="Ours", by=cast.ada)
    values = {"weight": Decimal(20), "measure": "growth", "bands": [(None, Decimal(1))]}
    add_factor(model=model, name_en="A", anchors=[(Decimal(1), "a", "")], **values)
    first = queries(ada, model.get_absolute_url())
    for name in "BC":
        add_factor(model=model, name_en=name, anchors=[(Decimal(1), "a", ""), (Decimal(2), "b", "")], **values)
    assert queries(ada, model.get_absolute_url()) == first <= 14


@pytest.mark.skipif(not HOSTILE.exists(), reason="the shared data folder is not beside the project")
def test_hostile_text_is_shown_as_stored_or_refused_in_words(draft: ScoringModel, ada: Client) -> None:
    factor = draft.factors.get(measure="sales")
    page, rows = reverse("factor_edit", args=[draft.pk, factor.pk]), typed(factor)
    texts = [name for name in rows if name != "version"]
    for number, hostile in enumerate(json.loads(HOSTILE.read_text(encoding="utf-8"))):
        version = Factor.objects.values_list("version", flat=True).get(pk=factor.pk)
        names = dict.fromkeys(("name_en", "question_ru", "anchors-0-en", "anchors-1-ru"), hostile)
        answers = [ada.post(page, rows | names | {"version": version})]
        # The other doors read the same kinds of fields: every eighth text tries them all.
        if number % 8 == 0:
            answers += [ada.post(address, data) for address, data in other_doors(draft, factor, texts, hostile)]
            shown = ada.get(draft.get_absolute_url()).content.decode()
            assert "<script>alert" not in shown and "<img src=x" not in shown.lower()
        assert {answer.status_code for answer in answers} <= {200, 302, 409}, hostile
    assert ada.get(reverse("scoring_models")).status_code == 200


def other_doors(
    model: ScoringModel, factor: Factor, texts: list[str], hostile: str
) -> list[tuple[str, dict[str, str]]]:
    """Every other address that takes text, with the hostile one in each of its fields."""
    settings = dict.fromkeys(("name", "scale_choice", "borderline", "coverage_needed", "version"), hostile)
    of_factor = [model.pk, factor.pk]
    return [
        (reverse("factor_edit", args=of_factor), dict.fromkeys([*texts, "version"], hostile)),
        (reverse("scoring_model_edit", args=[model.pk]), settings),
        (reverse("scoring_model_new"), {"name": hostile, "scale_choice": "0-10"}),
        (reverse("scoring_model_publish", args=[model.pk]), {"reading": hostile}),
        (reverse("factor_move", args=of_factor), {"way": hostile, "order": hostile}),
        (reverse("factor_remove", args=of_factor), {"version": hostile}),
    ]
