"""The comparison with competitors: figures by the client's weights, cells that lose no score, places that follow."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import formats, translation

from accounts.comparison import (
    TypedScore,
    add_competitor,
    add_criterion,
    move_criterion,
    remove_competitor,
    save_scores,
)
from accounts.models import Account, BuyingCriterion, Competitor, CriterionScore
from accounts.selection.comparison_standing import standing_of
from kam_portal.foundation.people.models import User
from tests.accounts.comparing import compare
from tests.conftest import TODAY

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


@pytest.fixture
def account(new_account: NewAccount, cast: SimpleNamespace) -> Account:
    return new_account("Acme", kam=cast.anna)


@pytest.fixture
def anna(signed_in: SignedIn, cast: SimpleNamespace) -> Client:
    return signed_in(cast.anna)


def post(client: Client, page: str, /, *arguments: int, **data: Any) -> Any:
    return client.post(reverse(page, args=arguments), data)


def names(account: Account) -> list[str]:
    return [criterion.name for criterion in BuyingCriterion.objects.filter(account=account)]


def stored(account: Account) -> dict[tuple[str, str], tuple[Decimal | None, int]]:
    rows = CriterionScore.objects.filter(account=account).select_related("criterion", "competitor")
    return {(s.criterion.name, s.competitor.name if s.competitor else "we"): (s.value, s.version) for s in rows}


def typed(cells: dict[str, tuple[str, int]]) -> dict[str, str]:
    """Cell key -> (text, version read) as the form sends them."""
    return {f"s-{key}": text for key, (text, _v) in cells.items()} | {
        f"v-{key}": str(v) for key, (_t, v) in cells.items()
    }


# What the comparison says


def test_the_best_competitor_is_the_firm_with_the_highest_total(account: Account) -> None:
    """We 8, 7 = 7.6; Fjordmatic 6, 8 = 6.8; Borealis 9, 2 = 6.2: 0.8 ahead, R = 5.4, ratio 7.6 / 6.8."""
    compare(account, own=("8", "7"), Fjordmatic=("6", "8"), Borealis=("9", "2"))
    standing = standing_of(account.pk)
    found = standing.strength
    assert found is not None and found.rival is not None and found.ratio is not None
    assert (found.own.value, found.competitor, found.rival.value, standing.ahead, standing.behind, found.value) == (
        *(Decimal("7.6"), "Fjordmatic", Decimal("6.8"), Decimal("0.8"), None),
        Decimal("5.4"),
    )
    assert round(found.ratio, 2) == Decimal("1.12")
    assert [supplier.is_best for supplier in standing.suppliers] == [False, True, False]


@pytest.mark.parametrize(
    ("weights", "own", "rival", "words"),
    [
        (("60", "20"), ("8", "7"), ("6", "8"), "The weights sum to 80: 20 missing. Relative strength waits"),
        (("60", "60"), ("8", "7"), ("6", "8"), "The weights sum to 120: 20 too much. Relative strength waits"),
        (("60", "40"), (), ("6", "8"), "We are not scored yet."),
        (("60", "40"), ("8", "7"), (), "The client gives us 7.60. No competitor is assessed"),
        (("60", "40"), ("8", None), (), "Too little is scored to say who is ahead."),
        (("60", "40"), ("8", "7"), ("6", None), "Relative strength lies between 5.00 and 7.00; 5 is parity."),
        (("60", "40"), ("8", "7"), ("6", "8"), "We stand ahead of Fjordmatic. Difference in points: 0.80."),
        (("60", "40"), ("6", "8"), ("8", "7"), "We stand behind Fjordmatic. Difference in points: 0.80."),
        (("60", "40"), ("6", "8"), ("6", "8"), "We stand level with Fjordmatic."),
    ],
)
def test_the_page_says_in_words_how_we_stand(
    account: Account, anna: Client, weights: Any, own: Any, rival: Any, words: str
) -> None:
    compare(account, weights, own, Fjordmatic=rival)
    page = " ".join(anna.get(reverse("comparison", args=[account.pk])).content.decode().split())
    assert words in page


@pytest.mark.parametrize(
    ("own", "points"), [(("6", "6"), "1"), (("7", "7"), "2"), (("10", "10"), "5"), (("7", "6"), "1,85")]
)
def test_no_number_bends_the_words_around_it(
    account: Account, anna: Client, cast: SimpleNamespace, own: Any, points: str
) -> None:
    """Russian declines what is counted, and a fraction in its own way: the number stands apart."""
    compare(account, ("85", "15"), own, Fjordmatic=("5", "5"))
    User.objects.filter(pk=cast.anna.pk).update(language="ru")
    page = " ".join(anna.get(reverse("comparison", args=[account.pk])).content.decode().split())
    assert f"Мы впереди; сильнейший конкурент — Fjordmatic. Разница в баллах: {points}." in page


def test_no_total_stands_while_the_weights_are_under_way(account: Account) -> None:
    compare(account, ("60", "20"), ("8", "7"), Fjordmatic=("6", "8"))
    standing = standing_of(account.pk)
    assert ([supplier.total for supplier in standing.suppliers], standing.strength) == ([None, None], None)


def test_each_criterion_says_whether_it_is_verified_or_a_guess(account: Account, anna: Client) -> None:
    add_criterion(account=account, name="Price", weight=Decimal(60), verified_on=TODAY, source="tender papers")
    add_criterion(account=account, name="Service", weight=Decimal(40))
    page = anna.get(reverse("comparison", args=[account.pk])).content.decode()
    verified = f"verified with the client on {formats.date_format(TODAY)}"
    told = (verified, "tender papers", "our guess", "One criterion is our guess")
    assert [words for words in told if words not in page] == []


def test_an_empty_comparison_says_the_next_step_to_editors_only(
    account: Account, anna: Client, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    account.members.create(user=cast.pavel, function="service", can_edit=False)
    address = reverse("comparison", args=[account.pk])
    pages = [client.get(address).content.decode() for client in (anna, signed_in(cast.pavel))]
    assert [("Add the first criterion" in page, "No criterion is known yet" in page) for page in pages] == [
        (True, True),
        (False, True),
    ]


def test_a_reader_sees_figures_and_nothing_to_type_into(
    account: Account, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    compare(account, own=("8.5", "7"), Fjordmatic=("6", "8"))
    account.members.create(user=cast.pavel, function="service", can_edit=False)
    page = signed_in(cast.pavel).get(reverse("comparison", args=[account.pk])).content.decode()
    assert ("8.5" in page, "Fjordmatic" in page, 'name="s-' in page, "/criteria/" in page) == (True, True, False, False)


def test_the_page_asks_as_many_questions_of_a_large_comparison(
    new_account: NewAccount, cast: SimpleNamespace, anna: Client
) -> None:
    counts = []
    for size in (1, 3):
        account = new_account(f"Client {size}", kam=cast.anna)
        rivals = {f"Rival{n}": ["5"] * size for n in range(size)}
        compare(account, [str(Decimal(100) / 4)] * size, ["6"] * size, **rivals)
        with CaptureQueriesContext(connection) as queries:
            anna.get(reverse("comparison", args=[account.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


# Criteria and competitors


def test_a_criterion_is_added_with_a_comma_in_its_weight(account: Account, anna: Client) -> None:
    post(anna, "criterion_new", account.pk, name=" On  time ", weight="33,5", verified_on="2026-11-01", source="Kari")
    found = BuyingCriterion.objects.get()
    assert (found.name, found.weight, str(found.verified_on), found.source) == (
        *("On time", Decimal("33.5"), "2026-11-01"),
        "Kari",
    )


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "weight": "10"}, "name"),
        ({"name": "price", "weight": "0"}, "weight"),
        ({"name": "price", "weight": "100.5"}, "weight"),
        ({"name": "price", "weight": "much"}, "weight"),
        ({"name": "price", "weight": "10", "verified_on": "2999-01-01"}, "verified_on"),
        ({"name": "Price", "weight": "10"}, "name"),
    ],
)
def test_what_is_no_criterion_is_refused_beside_the_field(
    account: Account, anna: Client, data: dict[str, str], field: str
) -> None:
    add_criterion(account=account, name="Price", weight=Decimal(50))
    assert list(post(anna, "criterion_new", account.pk, **data).context["form"].errors) == [field]
    assert names(account) == ["Price"]


def test_a_criterion_is_edited_and_removed_at_the_version_that_was_read(account: Account, anna: Client) -> None:
    criterion = compare(account, own=("8", "7"))[0]
    stale = {"name": "Mine", "weight": "60", "version": "1"}
    post(anna, "criterion_edit", account.pk, criterion.pk, **stale | {"name": "Theirs"})
    refused = post(anna, "criterion_edit", account.pk, criterion.pk, **stale)
    [row] = refused.context["conflict"].rows
    assert (refused.status_code, row.theirs, row.mine) == (409, "Theirs", "Mine")
    post(anna, "criterion_remove", account.pk, criterion.pk, version="1")
    assert names(account) == ["Theirs", "Criterion 1"]
    post(anna, "criterion_remove", account.pk, criterion.pk, version="2")
    assert (names(account), list(stored(account))) == (["Criterion 1"], [("Criterion 1", "we")])


def test_criteria_move_up_and_down_and_not_beyond_the_ends(account: Account, anna: Client) -> None:
    first, _second, third = compare(account, ("50", "30", "20"))
    post(anna, "criterion_move", account.pk, third.pk, version="1", to="up")
    post(anna, "criterion_move", account.pk, first.pk, version="1", to="up")
    assert names(account) == ["Criterion 0", "Criterion 2", "Criterion 1"]
    post(anna, "criterion_move", account.pk, first.pk, version="1", to="down")
    assert names(account) == ["Criterion 2", "Criterion 0", "Criterion 1"]


def test_a_criterion_that_somebody_moved_meanwhile_moves_once(account: Account, anna: Client) -> None:
    first = compare(account, ("50", "30", "20"))[0]
    move_criterion(criterion=first, version=1, down=True)
    post(anna, "criterion_move", account.pk, first.pk, version="1", to="down")
    assert names(account) == ["Criterion 1", "Criterion 0", "Criterion 2"]


def test_a_competitor_is_added_renamed_and_removed_with_its_scores(account: Account, anna: Client) -> None:
    compare(account, own=("8", "7"))
    post(anna, "competitor_new", account.pk, name=" Fjord  matic")
    rival = Competitor.objects.get()
    assert rival.name == "Fjord matic"
    twice = post(anna, "competitor_new", account.pk, name="Fjord matic")
    assert twice.context["form"].errors == {"name": ["This competitor is here already. Edit that one."]}
    post(anna, "competitor_edit", account.pk, rival.pk, name="Fjordmatic", version="1")
    assert post(anna, "competitor_edit", account.pk, rival.pk, name="Other", version="1").status_code == 409
    save_scores(account=account, typed=[TypedScore(BuyingCriterion.objects.all()[0].pk, rival.pk, Decimal(6), 0)])
    post(anna, "competitor_remove", account.pk, rival.pk, version="1")
    assert [(found.name, found.version) for found in Competitor.objects.all()] == [("Fjordmatic", 2)]
    post(anna, "competitor_remove", account.pk, rival.pk, version="2")
    assert (Competitor.objects.count(), sorted(stored(account))) == (
        0,
        [("Criterion 0", "we"), ("Criterion 1", "we")],
    )


def test_rows_and_columns_of_another_account_are_not_found_through_ones_own(
    account: Account, anna: Client, new_account: NewAccount, cast: SimpleNamespace
) -> None:
    foreign = new_account("Foreign", kam=cast.viktor)
    [criterion] = compare(foreign, ("100",), ("5",), Canary=("6",))
    rival = Competitor.objects.get(account=foreign)
    pages = {"criterion_edit": criterion.pk, "competitor_edit": rival.pk}
    acts = {"criterion_remove": criterion.pk, "criterion_move": criterion.pk, "competitor_remove": rival.pk}
    assert {anna.get(reverse(page, args=[account.pk, pk])).status_code for page, pk in pages.items()} == {404}
    assert {post(anna, page, account.pk, pk, version="1").status_code for page, pk in acts.items()} == {404}
    compare(account, ("100",))
    own = BuyingCriterion.objects.get(account=account)
    cells = {f"{criterion.pk}-0": ("1", 1), f"{own.pk}-{rival.pk}": ("1", 0)}
    answer = post(anna, "comparison_save", account.pk, **typed(cells))
    assert (answer.status_code, stored(account)) == (409, {})
    assert stored(foreign) == {("Criterion 0", "we"): (5, 1), ("Criterion 0", "Canary"): (6, 1)}


# Cells


def test_scores_are_whole_or_half_points_and_empty_is_not_scored(account: Account, anna: Client) -> None:
    first, second = compare(account, own=("8", "7"))
    answer = post(
        anna, "comparison_save", account.pk, **typed({f"{first.pk}-0": ("7,5", 1), f"{second.pk}-0": ("", 1)})
    )
    assert answer.status_code == 302
    assert stored(account) == {("Criterion 0", "we"): (Decimal("7.5"), 2), ("Criterion 1", "we"): (None, 2)}


@pytest.mark.parametrize("text", ["11", "-1", "7.3", "7.55", "ten", "١", "1e1", "10.5", "NaN", "7\x00"])
def test_what_is_no_score_stays_as_typed_and_the_others_are_saved(account: Account, anna: Client, text: str) -> None:
    first, second = compare(account, own=("8", "7"))
    answer = post(
        anna, "comparison_save", account.pk, **typed({f"{first.pk}-0": (text, 1), f"{second.pk}-0": ("3", 1)})
    )
    fields = {found.key: found for _line, row in answer.context["grid"].rows for found in row}
    wrong = fields[f"{first.pk}-0"]
    assert (answer.status_code, wrong.text, "from 0 to 10" in str(wrong.error)) == (200, text, True)
    assert stored(account) == {("Criterion 0", "we"): (8, 1), ("Criterion 1", "we"): (3, 2)}


def test_two_people_in_one_comparison_lose_nothing(account: Account, anna: Client) -> None:
    """Both read 8 and 7. The other saves 5 in the first; I save 3 in the second and leave the first as I read it."""
    first, second = compare(account, own=("8", "7"))
    save_scores(account=account, typed=[TypedScore(first.pk, None, Decimal(5), 1)])
    answer = post(anna, "comparison_save", account.pk, **typed({f"{first.pk}-0": ("8", 1), f"{second.pk}-0": ("3", 1)}))
    assert answer.status_code == 302
    assert stored(account) == {("Criterion 0", "we"): (5, 2), ("Criterion 1", "we"): (3, 2)}


def test_a_clash_is_shown_with_both_scores_and_saving_again_decides(account: Account, anna: Client) -> None:
    first, second = compare(account, own=("8", "7"))
    save_scores(account=account, typed=[TypedScore(first.pk, None, Decimal(5), 1)])
    sent = {f"{first.pk}-0": ("6", 1), f"{second.pk}-0": ("3", 1)}
    answer = post(anna, "comparison_save", account.pk, **typed(sent))
    fields = {found.key: found for _line, row in answer.context["grid"].rows for found in row}
    clash = fields[f"{first.pk}-0"]
    assert (answer.status_code, clash.text, clash.stored, clash.version) == (409, "6", "5", 2)
    assert stored(account) == {("Criterion 0", "we"): (5, 2), ("Criterion 1", "we"): (3, 2)}
    again = {key: (found.text, found.version) for key, found in fields.items()}
    assert post(anna, "comparison_save", account.pk, **typed(again)).status_code == 302
    assert stored(account)[("Criterion 0", "we")] == (6, 3)


def test_two_who_fill_the_same_empty_cell_clash_too(account: Account, anna: Client) -> None:
    [first] = compare(account, ("100",))
    save_scores(account=account, typed=[TypedScore(first.pk, None, Decimal(5), 0)])
    assert post(anna, "comparison_save", account.pk, **typed({f"{first.pk}-0": ("6", 0)})).status_code == 409
    assert post(anna, "comparison_save", account.pk, **typed({f"{first.pk}-0": ("5", 0)})).status_code == 302
    assert stored(account) == {("Criterion 0", "we"): (5, 1)}


@pytest.mark.parametrize("version", ["", "x", "99", "99999999999999999999"])
def test_a_version_nobody_read_is_no_licence_to_overwrite(account: Account, anna: Client, version: str) -> None:
    [first] = compare(account, ("100",), ("8",))
    data = {f"s-{first.pk}-0": "6", f"v-{first.pk}-0": version}
    assert post(anna, "comparison_save", account.pk, **data).status_code == 409
    assert stored(account) == {("Criterion 0", "we"): (8, 1)}


def test_a_score_for_a_removed_competitor_is_told_not_lost(account: Account, anna: Client) -> None:
    [first] = compare(account, ("100",), ("8",), Fjordmatic=("6",))
    rival = Competitor.objects.get()
    remove_competitor(competitor=rival, version=1)
    answer = post(anna, "comparison_save", account.pk, **typed({f"{first.pk}-{rival.pk}": ("6.5", 1)}))
    assert answer.status_code == 409
    assert "A criterion or a competitor was removed meanwhile. Not saved: 6.5." in answer.content.decode()


def test_one_cell_saved_alone_answers_with_the_cell_and_what_it_changed(account: Account, anna: Client) -> None:
    first, second = compare(account, own=("8", "7"), Fjordmatic=("6", "8"))
    data = typed({f"{first.pk}-0": ("9", 1)})
    answer = anna.post(reverse("comparison_save", args=[account.pk]), data, headers={"HX-Request": "true"})
    page = answer.content.decode()
    there = (
        f'data-cell="{first.pk}-0"',
        'value="9"',
        'data-part="verdict"',
        "Difference in points: 1.40",
        'data-part="total-0"',
    )
    assert [words for words in there if words not in page] == []
    assert (f'data-cell="{second.pk}-0"' in page, "<html" in page) == (False, False)


def test_scores_are_written_with_the_mark_of_the_language(
    account: Account, anna: Client, cast: SimpleNamespace
) -> None:
    compare(account, ("100",), ("7.5",))
    User.objects.filter(pk=cast.anna.pk).update(language="ru")
    with translation.override("ru"):
        assert 'value="7,5"' in anna.get(reverse("comparison", args=[account.pk])).content.decode()


# The matrix follows


def test_a_further_competitor_stands_last(account: Account) -> None:
    compare(account, ("100",), ("8",), Borealis=("6",))
    add_competitor(account=account, name="Aurora")
    columns = [str(supplier.competitor) for supplier in standing_of(account.pk).suppliers]
    assert columns == ["None", "Borealis", "Aurora"]
