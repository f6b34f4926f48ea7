"""A chart onto a map: what a line means there, who came, left and moved, and that nothing is guessed or dropped."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.keeping import create_contact
from accounts.models import Account, Contact
from accounts.personal.erasing import erase_person
from decision_map.drawing import add_post, begin_map
from decision_map.importing.comparing import Change, Comparison, Note
from decision_map.importing.present import present_of
from decision_map.importing.reading import Chart, chart_of, table_of
from decision_map.importing.words import doubts, moves
from decision_map.importing.writing import CHANGED, take_chart
from decision_map.judging import judge, judged
from decision_map.models import Actor, DecisionMap, Occupancy, Post
from decision_map.newcomers import seat_somebody
from decision_map.seating import has_left
from decision_map.typed import ProblemKind
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.writing import write_xlsx
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
HEADER = "id;name;title;reports to"


@pytest.fixture
def map_(cast: SimpleNamespace, new_account: Callable[..., Account]) -> DecisionMap:
    return begin_map(account=new_account("Halvorsen", kam=cast.anna), title="All of it")


def chart(*lines: str, header: str = HEADER) -> Chart:
    return chart_of(table_of("\n".join((header, *lines)).encode()), {})


def take(map_: DecisionMap, read: Chart, *, gone: bool = False, on: datetime.date = TODAY) -> Comparison:
    return take_chart(map_=map_, chart=read, seen=present_of(map_).digest, gone=gone, on=on)


def names(changes: tuple[Change, ...]) -> list[str]:
    return [change.name for change in changes]


def people(map_: DecisionMap) -> dict[str, str | None]:
    """Post -> who sits there."""
    held = dict(Occupancy.objects.filter(post__map=map_, until=None).values_list("post", "actor__contact__name"))
    return {post.title: held.get(post.pk) for post in Post.objects.filter(map=map_)}


def above(map_: DecisionMap) -> dict[str, str | None]:
    return dict(Post.objects.filter(map=map_).values_list("title", "reports_to__title"))


FIRST = ("1;Petrov;CEO;", "2;Ivanova;CFO;1", "3;Orlov;Buyer;Ivanova", "4;Vacant;Controller;2")


def test_posts_and_people_come_with_whom_they_report_to_by_id_or_name(map_: DecisionMap) -> None:
    found = take(map_, chart(*FIRST))
    assert names(found.came) == ["Ivanova", "Orlov", "Petrov"]
    assert people(map_) == {"CEO": "Petrov", "CFO": "Ivanova", "Buyer": "Orlov", "Controller": None}
    assert above(map_) == {"CEO": None, "CFO": "CEO", "Buyer": "CFO", "Controller": "CFO"}
    assert found.problems == found.told == found.set_aside == ()


def test_the_same_chart_again_changes_nothing(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    before = present_of(map_).digest
    recorded = Post.pgh_event_model.objects.count(), Actor.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    found = take(map_, chart(*FIRST), gone=True)
    assert found.changes_nothing and names(found.unchanged) == ["Ivanova", "Orlov", "Petrov"]
    assert present_of(map_).digest == before
    assert recorded == (Post.pgh_event_model.objects.count(), Actor.pgh_event_model.objects.count())  # type: ignore[attr-defined]


def test_who_came_left_and_moved(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    ivanova = Actor.objects.get(map=map_, contact__name="Ivanova")
    judge(actor=ivanova, version=1, values={"attitude": "mentor"}, source="", on=TODAY, by=None)
    read = chart("1;Ivanova;CEO;", "2;Smirnova;CFO;1", "3;Orlov;Buyer;1", "4;;Controller;2")
    found = take(map_, read, gone=True)
    assert (names(found.came), names(found.left)) == (["Smirnova"], ["Petrov"])
    assert [tuple(vars(move).values()) for move in moves(found)] == [
        ("Ivanova", "CFO", "CEO"),
        ("Orlov", "under CFO", "under CEO"),
    ]
    assert people(map_) == {"CEO": "Ivanova", "CFO": "Smirnova", "Buyer": "Orlov", "Controller": None}
    petrov = Actor.objects.get(map=map_, contact__name="Petrov")
    assert petrov.left_on == TODAY
    assert judged(ivanova)["attitude"] == "mentor"
    assert Occupancy.objects.get(post__title="CEO", until=None).since == TODAY


def test_nobody_leaves_and_no_post_is_vacated_unless_it_is_said(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    found = take(map_, chart("1;Smirnova;CEO;", "2;Ivanova;CFO;1"))
    assert people(map_) == {"CEO": "Petrov", "CFO": "Ivanova", "Buyer": "Orlov", "Controller": None}
    assert [(told.line, told.note, told.other) for told in found.told] == [(2, Note.HELD, "Petrov")]
    assert names(found.left) == ["Orlov", "Petrov"]
    assert Actor.objects.get(map=map_, contact__name="Smirnova").occupancies.count() == 0


def test_who_is_gone_by_the_chart_is_gone_from_every_map_and_who_came_is_back(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    mill = begin_map(account=map_.account, title="The mill")
    orlov = Contact.objects.get(name="Orlov")
    there = seat_somebody(post=add_post(map_=mill, title="Head"), who=orlov, on=TODAY)
    take(map_, chart("1;Petrov;CEO;", "2;Ivanova;CFO;1"), gone=True)
    there.refresh_from_db()
    assert (there.left_on, people(mill)) == (TODAY, {"Head": None})
    take(map_, chart("3;Orlov;Buyer;1"))
    there.refresh_from_db()
    assert there.left_on is None


def test_who_comes_back_is_the_same_person(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    orlov = Actor.objects.get(map=map_, contact__name="Orlov")
    has_left(actor=orlov, version=orlov.version, on=TODAY)
    found = take(map_, chart("3;orlov;Buyer;2"))
    assert names(found.came) == ["orlov"]
    orlov.refresh_from_db()
    assert orlov.left_on is None and people(map_)["Buyer"] == "Orlov"


def test_whoever_was_erased_keeps_the_post_and_a_chart_gives_them_nothing(
    map_: DecisionMap, cast: SimpleNamespace
) -> None:
    take(map_, chart(*FIRST))
    orlov = Contact.objects.get(name="Orlov")
    erase_person(contact=orlov, typed_name="Orlov", reason="asked", on=TODAY, at=timezone.now(), by=cast.ada)
    name = Contact.objects.get(pk=orlov.pk).name
    found = take(map_, chart("1;Petrov;CEO;", f"3;{name};Buyer;1"))
    assert people(map_)["Buyer"] == name and above(map_)["Buyer"] == "CEO" and names(found.came) == []
    assert Contact.objects.get(pk=orlov.pk).title == ""
    with pytest.raises(ValidationError, match=f"{name}: erased on request, and put into no post"):
        take(map_, chart(f"4;{name};Controller;2"))
    mill = begin_map(account=map_.account, title="The mill")
    with pytest.raises(ValidationError, match=f"{name}: erased on request, and put into no post"):
        take(mill, chart(f"1;{name};Head;"))


def test_doubts_are_told_by_line_and_what_is_certain_is_written(map_: DecisionMap) -> None:
    read = chart(
        "1;Petrov;CEO;1",
        "2;Ivanova;CFO;B89",
        "2;Orlov;CFO;1",
        "5;Smirnov;Buyer;6",
        "6;Belova;Head of buying;5",
        "7;N/D;Driver;1",
        "8;Petrov;Chairman;",
        ";;;",
        "9;" + "x" * 201 + ";Clerk;1",
    )
    found = take(map_, read)
    told = {(doubt.line, doubt.is_aside) for doubt in doubts(found, read)}
    assert told == {(2, False), (3, False), (4, True), (5, False), (6, False), (7, False), (8, False), (10, True)}
    kinds = [(problem.line, problem.kind) for problem in found.problems]
    assert kinds == [
        (2, ProblemKind.SELF_REPORT),
        (3, ProblemKind.ORPHAN),
        (4, ProblemKind.DUPLICATE),
        (5, ProblemKind.CIRCLE),
        (6, ProblemKind.CIRCLE),
    ]
    assert above(map_) == {
        "CEO": None,
        "CFO": None,
        "Buyer": None,
        "Head of buying": None,
        "Driver": "CEO",
        "Chairman": None,
    }
    assert people(map_)["Driver"] is None and people(map_)["Chairman"] == people(map_)["CEO"] == "Petrov"


def test_a_post_in_doubt_stays_where_it_is(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    take(map_, chart("3;Orlov;Buyer;nobody known"))
    assert above(map_)["Buyer"] == "CFO"


def test_a_superior_who_is_on_the_map_and_not_in_the_file_is_found(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    found = take(map_, chart("8;Belova;Clerk;4", "9;Klein;Driver;Orlov"))
    assert found.problems == ()
    assert (above(map_)["Clerk"], above(map_)["Driver"]) == ("Controller", "Buyer")


def test_a_circle_closed_over_posts_that_are_not_in_the_file_is_refused(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    found = take(map_, chart("1;Petrov;CEO;3"))
    assert [(problem.line, problem.kind) for problem in found.problems] == [(2, ProblemKind.CIRCLE)]
    assert above(map_)["CEO"] is None


def test_superior_and_report_may_change_places(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    take(map_, chart("1;Petrov;CEO;2", "2;Ivanova;CFO;", "3;Orlov;Buyer;1", "4;;Controller;3"))
    assert above(map_) == {"CEO": "CFO", "CFO": None, "Buyer": "CEO", "Controller": "Buyer"}


def test_a_map_drawn_by_hand_is_found_by_what_line_and_post_have_in_common(map_: DecisionMap) -> None:
    ceo = add_post(map_=map_, title="CEO")
    seat_somebody(post=ceo, who="Petrov", on=TODAY)
    for name in ("Ivanova", "Orlov"):
        seat_somebody(post=add_post(map_=map_, title="Buyer", reports_to=ceo), who=name, on=TODAY)
    add_post(map_=map_, title="CFO", unit="Finance", reports_to=ceo)
    found = take(map_, chart("a;Petrov;CEO;", "b;Orlov;Buyer;a", "c;Belova;CFO;a", "d;Klein;Buyer;a"), gone=True)
    assert (names(found.came), names(found.left)) == (["Belova", "Klein"], ["Ivanova"])
    # The second Buyer is the only one left that may be meant by "d".
    posts = Post.objects.filter(map=map_).values_list("reference", "title")
    assert list(posts.order_by("reference")) == [("a", "CEO"), ("b", "Buyer"), ("c", "CFO"), ("d", "Buyer")]
    assert Occupancy.objects.get(post__reference="d", until=None).actor.contact.name == "Klein"


def test_a_contact_keeps_what_is_known_and_gets_what_was_not(map_: DecisionMap) -> None:
    create_contact(account=map_.account, name="Petrov", title="President", phones=["1"])
    take(
        map_,
        chart(
            "Petrov;CEO;p@halvorsen.example;2",
            "Orlov;Buyer;o@halvorsen.example,office@halvorsen.example;",
            "Belova;Clerk;office@halvorsen.example, none at all;",
            header="name;title;email;phone",
        ),
    )
    stored = Contact.objects.filter(account=map_.account).values_list("name", "title", "emails", "phones")
    assert list(stored.order_by("name")) == [
        ("Belova", "Clerk", [], []),
        ("Orlov", "Buyer", ["o@halvorsen.example"], []),
        ("Petrov", "President", ["p@halvorsen.example"], ["1"]),
    ]


def test_a_mere_list_of_people_moves_nobody(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    found = take(map_, chart("Ivanova;Chief financial officer", "Belova;Lawyer", "Klein;", header="name;title"))
    assert (names(found.came), names(found.unchanged), found.left) == (["Belova", "Klein"], ["Ivanova"], ())
    assert people(map_)["CFO"] == "Ivanova" and "Chief financial officer" not in people(map_)
    assert people(map_)["Lawyer"] == "Belova"
    assert Actor.objects.get(map=map_, contact__name="Klein").occupancies.count() == 0


def test_who_stands_only_in_a_line_that_is_left_out_has_not_left(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    found = take(map_, chart("1;Petrov;CEO;", "1;Ivanova;CEO;", "3;Orlov;Buyer;1"), gone=True)
    assert names(found.left) == []
    assert people(map_)["CFO"] == "Ivanova"
    broken = chart("1;Petrov;CEO;", "2;Ivanova")
    with pytest.raises(ValidationError, match="Who stands in line 3 cannot be read"):
        take(map_, broken, gone=True)


def test_a_map_that_was_changed_since_is_not_written(map_: DecisionMap) -> None:
    seen = present_of(map_).digest
    add_post(map_=map_, title="CEO")
    with pytest.raises(ValidationError, match=str(CHANGED)[:40]):
        take_chart(map_=map_, chart=chart(*FIRST), seen=seen, gone=False, on=TODAY)
    assert people(map_) == {"CEO": None}


def test_a_day_before_somebody_came_writes_nothing(map_: DecisionMap) -> None:
    take(map_, chart(*FIRST))
    take(map_, chart("1;Ivanova;CEO;", "2;Petrov;CFO;1", "3;Orlov;Buyer;2"), gone=True)
    before = present_of(map_).digest
    with pytest.raises(ValidationError, match="is there since"):
        take(map_, chart("1;Petrov;CEO;", "2;Ivanova;CFO;1"), on=TODAY - datetime.timedelta(days=1))
    assert present_of(map_).digest == before


@pytest.mark.parametrize(
    "header",
    [
        "ID;Full name;Job title;Reports to",
        "employeeID;Employee;Position;reportsTo",
        "Табельный номер;ФИО;Должность;Руководитель",
        "Код;Сотрудник;Должность;Подчиняется",
        "Post Unique Reference;Name;Job Title;Reports to Senior Post",
    ],
)
def test_columns_are_known_by_many_names(map_: DecisionMap, header: str) -> None:
    take(map_, chart(*FIRST, header=header))
    assert above(map_) == {"CEO": None, "CFO": "CEO", "Buyer": "CFO", "Controller": "CFO"}


def test_a_workbook_says_the_same(map_: DecisionMap) -> None:
    rows = [[1, "Petrov", "CEO", None], [2, "Ivanova", "CFO", 1]]
    take(map_, chart_of(table_of(write_xlsx("Chart", HEADER.split(";"), rows)), {}))
    assert above(map_) == {"CEO": None, "CFO": "CEO"}


def test_more_than_a_map_holds_is_refused(map_: DecisionMap) -> None:
    with pytest.raises(Unreadable, match="The file has more than 2000 rows, and a map holds no more posts"):
        table_of("\n".join((HEADER, *(f"{n};A{n};B;" for n in range(2001)))).encode())


def test_three_hundred_people_take_as_many_statements_as_three(map_: DecisionMap) -> None:
    def counted(size: int, first: int) -> int:
        below = (f"{first + n};P{first + n};Clerk;{first}" for n in range(1, size))
        read = chart(f"{first};Chief {first};CEO;", *below)
        with CaptureQueriesContext(connection) as captured:
            take(map_, read)
        return len(captured)

    assert counted(3, 1) == counted(300, 1000)


def test_a_chart_of_more_ranks_than_anybody_has_is_refused_with_the_line(map_: DecisionMap) -> None:
    chain = ("1;P1;Clerk;", *(f"{n};P{n};Clerk;{n - 1}" for n in range(2, 52)))
    take(map_, chart(*chain[:50]))
    with pytest.raises(ValidationError, match="Line 52 stands below 50 others, one under the other"):
        take(map_, chart(*chain))
    assert Post.objects.filter(map=map_).count() == 50
