"""The picture of a map: everybody once, in words, nothing judged without the right to it, no text as markup."""

from __future__ import annotations

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Account
from decision_map.description import ROLES
from decision_map.drawing import add_post, begin_map, edit_post
from decision_map.models import Actor, DecisionMap, Judgement, Post
from decision_map.pictures.asked import Asked, asked_of
from decision_map.pictures.drawing import drawn as drawn_of
from decision_map.pictures.drawing import svg_of
from decision_map.pictures.faces import Scene
from decision_map.pictures.lettering import broken, shortened, width_of
from decision_map.reading import MapShown, PersonShown, PostShown, read_map
from decision_map.seating import edit_counterpart
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

SignIn = Callable[[User], Client]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = Path(project.BASE_DIR).parent / "shared" / "data" / "hostile-text" / "blns.json"
MARKUP = ("<svg onload=alert(1)>", '"><script>alert(1)</script>', "]]><script>alert(1)</script>", "&lt;script>alert(1)")


def picture(map_: DecisionMap, words: dict[str, str] | None = None, *, may_judge: bool = True) -> ET.Element:
    shown = read_map(map_, TODAY, may_judge=may_judge)
    found = drawn_of(Scene(shown, asked_of(words or {}, shown), TODAY))
    return ET.fromstring(svg_of(found, "Map", may_fold=True))


def cards(svg: ET.Element) -> dict[str, ET.Element]:
    """By the name in bold; who stands there twice fails."""
    found: dict[str, ET.Element] = {}
    for mark in svg.iter():
        if "mark" in mark.get("class", "").split():
            name = " ".join(text.text or "" for text in mark.iter(f"{SVG}text") if text.get("class") == "name")
            assert name not in found
            found[name] = mark
    return found


def title(element: ET.Element) -> str:
    return element.findtext(f"{SVG}title") or ""


def classes(svg: ET.Element) -> dict[str, set[str]]:
    return {name: set(card.get("class", "").split()) - {"mark"} for name, card in cards(svg).items()}


@pytest.mark.django_db
def test_every_post_and_everybody_without_one_stands_there_once(drawn: DecisionMap) -> None:
    assert list(cards(picture(drawn))) == ["Petrov", "Ivanova", "Vacant", "Orlov", "Smirnov"]


@pytest.mark.django_db
def test_roles_and_all_that_is_judged_are_told_in_words_and_by_more_than_colour(drawn: DecisionMap) -> None:
    svg = picture(drawn)
    petrov, ivanova = cards(svg)["Petrov"], cards(svg)["Ivanova"]
    texts = [text.text for text in petrov.iter(f"{SVG}text")]
    assert "Decision maker" in texts and "++" in texts
    assert "−−" in [text.text for text in ivanova.iter(f"{SVG}text")]
    assert "Attitude to us: Mentor" in title(petrov) and "Our counterpart: Anna Petrova" in title(petrov)
    assert "Unverified" in title(ivanova) and "Unverified" not in title(petrov)
    assert classes(svg) == {
        "Petrov": {"mentor"},
        "Ivanova": {"enemy", "unverified"},
        "Vacant": {"vacant"},
        "Orlov": set(),
        "Smirnov": set(),
    }


@pytest.mark.django_db
def test_what_nobody_has_judged_is_a_question_mark_and_not_none(drawn: DecisionMap) -> None:
    texts = [text.text for text in cards(picture(drawn))["Orlov"].iter(f"{SVG}text")]
    assert texts.count("?") == 3


@pytest.mark.django_db
def test_lines_are_sentences_and_asked_for_by_kind(drawn: DecisionMap) -> None:
    influence, conflict = "Ivanova influences Petrov strongly", "Orlov and Smirnov are in conflict"

    def lines(**words: str) -> list[str]:
        groups = picture(drawn, words).iter(f"{SVG}g")
        return [title(group) for group in groups if group.get("class") in ("influence", "conflict")]

    assert lines() == [influence, conflict]
    assert lines(lines="influence") == [influence]
    assert lines(lines="conflict") == [conflict]
    assert lines(lines="none") == []


@pytest.mark.django_db
def test_filters_fade_and_hide_nobody(drawn: DecisionMap) -> None:
    def clear(**words: str) -> list[str]:
        return [name for name, found in classes(picture(drawn, words)).items() if "faded" not in found]

    assert clear(role="buyer") == ["Ivanova"]
    assert clear(attitude="mentor") == ["Petrov"]
    assert clear(unverified="1") == ["Ivanova"]
    assert clear(q="orl") == ["Orlov"]
    assert clear(q="CONTROL") == ["Vacant"]
    assert clear(role="king", attitude="?", zoom="-1", fold="x,9999999") == list(cards(picture(drawn)))


@pytest.mark.django_db
def test_a_branch_is_folded_behind_its_number_and_opened_by_the_same_address(drawn: DecisionMap) -> None:
    post = Post.objects.get(map=drawn, title="CFO")
    svg = picture(drawn, {"fold": str(post.pk)})
    assert list(cards(svg)) == ["Petrov", "Ivanova", "Orlov", "Smirnov"]
    folds = {title(a): a.get("href") for a in svg.iter(f"{SVG}a") if a.get("class") == "fold"}
    assert folds["Show the post below"] == "?"
    assert re.fullmatch(r"\?fold=\d+,\d+", folds["Fold away what stands below"] or "")


@pytest.mark.django_db
def test_a_reader_without_right_sees_posts_and_names_and_nothing_judged(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    page = signed_in(cast.boris).get(drawn.get_absolute_url()).content.decode()
    assert "Ivanova" in page and "Controller" in page
    for judged in ("Decision maker", "mentor", "enemy", "influences", "unverified", "conflict", "map-alerts", "−−"):
        assert judged.casefold() not in page.split("<main", 1)[1].casefold(), judged
    faded = signed_in(cast.boris).get(drawn.get_absolute_url(), {"attitude": "enemy", "unverified": "1"})
    assert "faded" not in faded.content.decode()


@pytest.mark.django_db
def test_a_card_leads_to_its_row_of_the_table(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> None:
    client = signed_in(cast.anna)
    page = client.get(drawn.get_absolute_url()).content.decode()
    table = client.get(f"{drawn.get_absolute_url()}table/").content.decode()
    anchors = re.findall(r'href="[^"]*/table/#([^"]+)" class="mark', page)
    assert len(anchors) == 5
    assert all(f'id="{anchor}"' in table for anchor in anchors)


@pytest.mark.django_db
def test_the_page_asks_as_many_statements_for_many_people_as_for_few(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    client = signed_in(cast.anna)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(drawn.get_absolute_url()).status_code == 200
        return len(asked)

    statements()
    few = statements()
    top = Post.objects.get(map=drawn, title="CEO")
    for number in range(12):
        add_post(map_=drawn, title=f"Buyer {number}", reports_to=top)
    actor = Actor.objects.get(map=drawn, contact__name="Orlov")
    edit_counterpart(actor=actor, version=actor.version, changes={"mirror": cast.boris})
    assert statements() == few


@pytest.mark.django_db
def test_hostile_names_stay_text(cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: SignIn) -> None:
    more = json.loads(HOSTILE.read_text()) if HOSTILE.exists() else []
    texts = [*MARKUP, *[text for text in more if text.strip() and "\x00" not in text][::9]]
    map_ = begin_map(account=new_account("Halvorsen", kam=cast.anna), title="</svg><script>alert(1)</script>")
    posts = [add_post(map_=map_, title=text[:200].encode(errors="ignore").decode()) for text in texts]
    edit_post(post=posts[0], version=1, changes={"unit": '"><script>alert(1)</script>', "site": "\x0b\x1f'"})
    answer = signed_in(cast.anna).get(map_.get_absolute_url(), {"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in answer.content.decode()
    file = signed_in(cast.anna).get(f"{map_.get_absolute_url()}map.svg")
    tree = ET.fromstring(file.content)
    assert len([each for each in tree.iter() if "mark" in each.get("class", "").split()]) == len(posts)
    assert not list(tree.iter(f"{SVG}script"))


def crowd(count: int) -> MapShown:
    """So many people, each with a name and title of their own, five to a superior; nothing of it stored."""
    map_ = DecisionMap(pk=1, account_id=1, title="All of it")
    shown = []
    for number in range(1, count + 1):
        above = number // 5 or None
        person = PersonShown(number, number, f"Person {number * 7919 % 1000} of {number}")
        depth = shown[above - 1].depth + 1 if above and number > 1 else 0
        superior = above if number > 1 else None
        shown.append(PostShown(number, superior, f"Head of {number}", "", "", "", 1, person, None, depth))
    return MapShown(map_, shown, [each.person for each in shown if each.person], [], may_judge=True)


def test_a_map_of_three_hundred_stays_small_on_its_way() -> None:
    found = drawn_of(Scene(crowd(300), Asked(), TODAY))
    svg = svg_of(found, "Map", address=lambda face: f"/accounts/1/map/1/table/#post-{face.key}", may_fold=True)
    assert len(gzip.compress(svg.encode())) <= 21_000


def test_a_large_map_begins_with_its_upper_ranks_and_the_address_opens_the_rest() -> None:
    shown = crowd(300)
    at_first = asked_of({}, shown, opens_upper_ranks=True)
    found = drawn_of(Scene(shown, at_first, TODAY))
    # Ranks of 4, 20 and 100 posts: with the third there would be 124.
    assert (len(found.picture.cards), found.count, found.folded) == (24, 300, 276)
    assert (at_first.query(), at_first.query(fold=frozenset())) == ("?", "?fold=0")
    assert not asked_of({"fold": "0"}, shown, opens_upper_ranks=True).fold
    for words in ({"q": "Person"}, {"role": "buyer"}, {"attitude": "enemy"}):
        assert not asked_of(words, shown, opens_upper_ranks=True).fold
    assert not asked_of({}, shown).fold and not asked_of({}, crowd(120), opens_upper_ranks=True).fold


def test_a_fan_below_one_chief_is_never_folded_at_first() -> None:
    shown = crowd(300)
    fan = [each._replace(reports_to_id=1 if n else None, depth=min(1, n)) for n, each in enumerate(shown.posts)]
    assert not asked_of({}, replace(shown, posts=fan), opens_upper_ranks=True).fold


def test_words_are_broken_where_they_certainly_fit() -> None:
    assert broken("Anna Halvorsen", 20, 2) == ["Anna Halvorsen"]
    assert broken("Константин Преображенский", 18, 2) == ["Константин", "Преображенский"]
    assert broken("x" * 50, 20, 2) == ["x" * 20, "x" * 19 + "…"]
    assert all(width_of(line) <= 18 for line in broken("漢字" * 30 + " WWWWWWWWWWWWWWWWWWWWW", 18, 2))
    assert broken("", 18, 2) == []
    assert shortened("short", 18) == "short"
    assert width_of("é") == width_of("e\u0301") == 1


@pytest.mark.django_db
def test_the_picture_speaks_the_readers_language(drawn: DecisionMap) -> None:
    with translation.override("ru"):
        said = cards(picture(drawn))
    assert "Вакансия" in said
    assert "Отношение к нам: Наставник" in title(said["Petrov"])


# In DejaVu Sans of ten pixels, the widest of the fonts that a picture meets; measured in a browser.
WIDTHS = {
    "en": {"Decision maker": 77.3, "Influencer": 50.2, "Gatekeeper": 58.3, "Approver": 45.7},
    "ru": {"Принимающий решение": 128.1, "Оказывающий влияние": 123.3, "Утверждающий": 83.2, "Закупщик": 53.0},
}


@pytest.mark.parametrize("language", WIDTHS)
def test_the_longest_role_keeps_away_from_the_edge_of_its_pill(drawn: DecisionMap, language: str) -> None:
    Judgement.objects.filter(key="roles").update(value=" ".join(key for key, _title in ROLES))
    with translation.override(language):
        faces = drawn_of(Scene(read_map(drawn, TODAY, may_judge=True), Asked(), TODAY)).faces
        pills = {pill.text: pill.width for face in faces for pill in face.pills}
    # The word begins 21 pixels from the left.
    assert [text for text, width in WIDTHS[language].items() if pills[text] < 21 + width + 5] == []
