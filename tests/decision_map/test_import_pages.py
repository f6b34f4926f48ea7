"""A chart through the pages: uploaded, compared, corrected, put on the map; a clash is shown and nothing is lost."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from accounts.models import Account
from decision_map.drawing import add_post, begin_map
from decision_map.importing.reading import MAX_BYTES
from decision_map.importing.writing import CHANGED
from decision_map.models import Actor, DecisionMap, Post
from decision_map.newcomers import Newcomer, add_newcomers
from kam_portal.foundation.people.models import User
from tests.decision_map.charts import FOLDER, file_of, snapshots
from tests.test_at_the_same_moment import arriving_during, patient

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
CHART = "id;name;title;reports to\n1;Petrov;CEO;\n2;Belova;CFO;1\n2;Klein;CFO;1\n3;Orlov;Buyer;B89\n"
EMPLOYEES = FOLDER.parent / "northwind" / "employees.csv"
NO_DATA = "the shared data folder is not beside the project"


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return signed_in(cast.anna)


def upload(client: Client, map_: DecisionMap, data: bytes | str, name: str = "chart.csv") -> HttpResponse:
    content = data if isinstance(data, bytes) else data.encode()
    return client.post(f"{map_.get_absolute_url()}import/", {"file": SimpleUploadedFile(name, content)})


def answers(compared: HttpResponse, **changes: str) -> dict[str, str]:
    """What the page of a comparison would send."""
    form = compared.context["form"]
    sent = {
        "form_token": compared.context["form_token"],
        "chart": compared.context["packed"],
        "seen": form.present.digest,
        "on": datetime.date.today().isoformat(),
        **{column: form.chart.columns.get(column, "") for column in form.columns if form.chart},
    }
    return sent | changes


def take(client: Client, map_: DecisionMap, sent: dict[str, str]) -> HttpResponse:
    return client.post(f"{map_.get_absolute_url()}import/take/", sent)


def on_map(map_: DecisionMap) -> set[str]:
    return set(Actor.objects.filter(map=map_, left_on=None).values_list("contact__name", flat=True))


def test_nothing_is_written_before_the_comparison_was_seen(anna: Client, drawn: DecisionMap) -> None:
    before = on_map(drawn)
    compared = upload(anna, drawn, CHART)
    text = compared.content.decode()
    assert on_map(drawn) == before
    for sentence in (
        "The id “2” stands in line 3 already; that line is kept.",
        "Nobody in the file or on the map is “B89”, whom it reports to.",
    ):
        assert escape(sentence) in text
    form = compared.context["form"]
    assert [name for name, _posts in form.came] == ["Belova"]
    assert form.left == [("Ivanova", "CFO"), ("Smirnov", "")]
    answer = take(anna, drawn, answers(compared, gone="on"))
    assert (answer.status_code, answer["Location"]) == (302, drawn.get_absolute_url())
    assert on_map(drawn) == {"Petrov", "Belova", "Orlov"}
    page = anna.get(drawn.get_absolute_url()).content.decode()
    assert "The chart is on the map: 1 came, 0 moved, 2 left, 2 stayed." in page


def test_who_is_not_in_the_file_stays_without_a_tick(anna: Client, drawn: DecisionMap) -> None:
    take(anna, drawn, answers(upload(anna, drawn, CHART)))
    assert on_map(drawn) == {"Petrov", "Ivanova", "Orlov", "Smirnov", "Belova"}


def test_a_map_changed_in_between_is_shown_anew_and_the_file_is_not_lost(anna: Client, drawn: DecisionMap) -> None:
    compared = upload(anna, drawn, CHART)
    add_post(map_=drawn, title="Chairman")
    clash = take(anna, drawn, answers(compared))
    assert escape(str(CHANGED)) in clash.content.decode() and "Belova" not in on_map(drawn)
    assert [post.title for post in clash.context["form"].comparison.absent_posts] == ["Controller", "Chairman"]
    assert take(anna, drawn, answers(clash)).status_code == 302
    assert "Belova" in on_map(drawn)


def test_of_two_who_import_at_once_the_second_is_shown_what_the_first_did(
    cast: SimpleNamespace, anna: Client, drawn: DecisionMap, signed_in: SignIn
) -> None:
    leonid = signed_in(cast.leonid)
    hers, his = upload(anna, drawn, CHART), upload(leonid, drawn, CHART)
    take(anna, drawn, answers(hers))
    clash = take(leonid, drawn, answers(his))
    assert escape(str(CHANGED)) in clash.content.decode()
    assert [change.name for change in clash.context["form"].comparison.came] == []
    assert Post.objects.filter(map=drawn, title="CFO").count() == 1


def test_sent_twice_it_is_taken_once(anna: Client, drawn: DecisionMap) -> None:
    sent = answers(upload(anna, drawn, CHART))
    first, second = take(anna, drawn, sent), take(anna, drawn, sent)
    assert first["Location"] == second["Location"]
    assert Actor.objects.filter(map=drawn, contact__name="Belova").count() == 1


def test_columns_that_were_not_recognised_are_chosen(anna: Client, drawn: DecisionMap) -> None:
    compared = upload(anna, drawn, "who;what\nBelova;Lawyer\n")
    assert "No column is recognised as" in compared.content.decode()
    assert compared.context["form"].comparison is None
    assert take(anna, drawn, answers(compared)).status_code == 200
    again = take(anna, drawn, answers(compared, name="who", title="what", look="1"))
    assert [name for name, _posts in again.context["form"].came] == ["Belova"] and "Belova" not in on_map(drawn)
    twice = take(anna, drawn, answers(again, name="who", title="who"))
    assert "One column of the file cannot fill two of ours" in twice.content.decode()
    take(anna, drawn, answers(again))
    assert Actor.objects.get(contact__name="Belova").occupancies.get().post.title == "Lawyer"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b'name;title\nA;"B', b"a\nb", b"\xff\xfe\x00", b"name;title"])
def test_what_is_no_chart_is_refused_in_words(anna: Client, drawn: DecisionMap, data: bytes) -> None:
    answer = upload(anna, drawn, data)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.errors or form.refusal or form.comparison.changes_nothing


def test_a_file_of_which_no_line_can_be_read_puts_nothing_on_the_map(anna: Client, drawn: DecisionMap) -> None:
    compared = upload(anna, drawn, "id;name;title\n1;Belova\n2;Klein\n")
    assert [doubt.is_aside for doubt in compared.context["form"].doubts] == [True, True]
    refused = take(anna, drawn, answers(compared))
    assert "No line of the file can be put on the map." in refused.content.decode()


def test_a_file_that_is_too_large_or_was_tampered_with_is_refused(anna: Client, drawn: DecisionMap) -> None:
    large = upload(anna, drawn, b"x" * (MAX_BYTES + 1))
    assert large.context["form"].errors["file"] == ["The file has more than 8 MB. Split it into several files."]
    sent = answers(upload(anna, drawn, CHART))
    tampered = take(anna, drawn, sent | {"chart": sent["chart"][:-2]})
    assert tampered["Location"] == f"{drawn.get_absolute_url()}import/"


def test_a_comparison_is_not_taken_by_another_map(
    cast: SimpleNamespace, anna: Client, drawn: DecisionMap, new_account: Callable[..., Account]
) -> None:
    other = begin_map(account=new_account("Orient", kam=cast.anna), title="Other")
    assert take(anna, other, answers(upload(anna, drawn, CHART))).status_code == 302
    assert on_map(other) == set()


@pytest.mark.skipif(not FOLDER.exists(), reason=NO_DATA)
def test_a_real_chart_through_the_pages(
    cast: SimpleNamespace, anna: Client, new_account: Callable[..., Account]
) -> None:
    rows, oracle = next((rows, oracle) for name, rows, oracle in snapshots() if name == "fco Mar-13")
    map_ = begin_map(account=new_account("Office", kam=cast.anna), title="All of it")
    compared = upload(anna, map_, file_of(rows))
    assert len(compared.context["form"].comparison.new_posts) == oracle["distinct_ids"] == 139
    assert take(anna, map_, answers(compared)).status_code == 302
    assert len(on_map(map_)) == oracle["named"]
    assert "139 cards" in anna.get(map_.get_absolute_url()).content.decode()


@pytest.mark.skipif(not EMPLOYEES.exists(), reason=NO_DATA)
def test_a_small_chart_of_a_dump_through_the_pages(
    cast: SimpleNamespace, anna: Client, new_account: Callable[..., Account]
) -> None:
    map_ = begin_map(account=new_account("Northwind", kam=cast.anna), title="All of it")
    compared = upload(anna, map_, EMPLOYEES.read_bytes())
    take(anna, map_, answers(compared))
    above = Post.objects.filter(map=map_).values_list("reference", "reports_to__reference")
    assert dict(above) == {"1": "2", "2": None, "3": "2", "4": "2", "5": "2", "6": "5", "7": "5", "8": "2", "9": "5"}
    assert "Andrew Fuller" in on_map(map_) and len(on_map(map_)) == 9


@pytest.mark.django_db(transaction=True)
def test_a_chart_taken_at_the_same_moment_waits_and_is_compared_anew(
    cast: SimpleNamespace, signed_in: SignIn, new_account: Callable[..., Account]
) -> None:
    map_ = begin_map(account=new_account("Halvorsen", kam=cast.anna), title="All of it")
    anna = patient(signed_in(cast.anna))
    sent = answers(upload(anna, map_, CHART))
    with arriving_during(lambda: take(anna, map_, sent)) as answered:
        add_newcomers(map_=map_, newcomers=[Newcomer(1, "Belova", "Lawyer")], on=datetime.date.today())
    assert answered[0].status_code == 200 and escape(str(CHANGED)) in answered[0].content.decode()
    assert on_map(map_) == {"Belova"}
    assert take(anna, map_, answers(answered[0])).status_code == 302
    assert on_map(map_) == {"Petrov", "Belova", "Orlov"}
