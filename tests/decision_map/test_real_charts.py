"""Real charts onto a map, one snapshot after the other: who came, left and moved equals a count made beside it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import Account
from decision_map.drawing import begin_map
from decision_map.importing.comparing import Comparison
from decision_map.importing.present import present_of
from decision_map.importing.reading import Chart, chart_of, table_of
from decision_map.importing.writing import take_chart
from decision_map.models import DecisionMap, Occupancy, Post
from decision_map.typed import ProblemKind
from tests.conftest import TODAY
from tests.decision_map.charts import FOLDER, file_of, snapshots

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.exists(), reason="the shared data folder is not beside the project"),
]
NOBODY = {"vacant", "n/d", "nd"}


def chart(rows: list[dict[str, str]]) -> Chart:
    return chart_of(table_of(file_of(rows)), {})


def taken(map_: DecisionMap, read: Chart, *, gone: bool = True, on: datetime.date = TODAY) -> Comparison:
    return take_chart(map_=map_, chart=read, seen=present_of(map_).digest, gone=gone, on=on)


def key(name: str) -> str:
    return "" if name.strip().lower() in NOBODY else " ".join(name.split()).lower()


@dataclass
class Counted:
    """A map kept by hand beside the portal's: who holds which post, and what stands above each."""

    above: dict[str, str] = field(default_factory=dict)
    posts: dict[str, set[str]] = field(default_factory=dict)
    came: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)

    def follow(self, rows: list[dict[str, str]]) -> None:
        first: dict[str, dict[str, str]] = {}
        for row in rows:
            first.setdefault(row["Post Unique Reference"].strip(), row)
        above = dict(self.above)
        for reference, row in first.items():
            said = row["Reports to Senior Post"].strip()
            if said in first and said != reference:
                above[reference] = said
            elif said in ("XX", ""):
                above[reference] = ""
            else:
                above.setdefault(reference, "")
        posts: dict[str, set[str]] = {}
        for reference, row in first.items():
            if key(row["Name"]):
                posts.setdefault(key(row["Name"]), set()).add(reference)
        named = {key(row["Name"]) for row in rows}
        # Who is named only in a line that repeats an id stays, and keeps the post they had.
        aside = {name: held for name, held in self.posts.items() if name in named - posts.keys()}
        kept = {reference for held in aside.values() for reference in held}
        after = {name: held - kept for name, held in posts.items()}
        self.came, self.left = posts.keys() - self.posts.keys(), self.posts.keys() - named
        self.moved = {
            name
            for name in posts.keys() & self.posts.keys()
            if after[name] != self.posts[name]
            or any(above[reference] != self.above[reference] for reference in after[name])
        }
        self.above, self.posts = above, after | aside


def by_date() -> Iterator[tuple[str, list[tuple[str, list[dict[str, str]], dict[str, Any]]]]]:
    found = [(name, *rest) for name, *rest in snapshots()]
    for department in ("fco", "dfid"):
        own = [each for each in found if each[0].startswith(department)]
        yield department, sorted(own, key=lambda each: datetime.datetime.strptime(each[0].split()[1], "%b-%y"))  # type: ignore[misc]


@pytest.mark.parametrize("department", ["fco", "dfid"])
def test_every_snapshot_after_the_one_before_it(
    cast: SimpleNamespace, new_account: Callable[..., Account], department: str
) -> None:
    map_ = begin_map(account=new_account("Office", kam=cast.anna), title="All of it")
    counted, references = Counted(), set()
    for number, (name, rows, oracle) in enumerate(dict(by_date())[department]):
        read = chart(rows)
        found = taken(map_, read, on=TODAY + datetime.timedelta(days=number))
        counted.follow(rows)
        told = Counter(problem.kind for problem in found.problems)
        assert told[ProblemKind.DUPLICATE] == len(found.set_aside) == oracle["duplicate_id_rows"], name
        themselves = [problem.value for problem in found.problems if problem.kind is ProblemKind.SELF_REPORT]
        assert sorted(themselves) == oracle["self_reports"], name
        assert [problem.value for problem in found.problems if problem.kind is ProblemKind.ORPHAN] == oracle["dangling"]
        assert {key(change.name) for change in found.came} == counted.came, name
        assert {key(change.name) for change in found.left} == counted.left, name
        assert {key(change.name) for change in found.moved} == counted.moved, name
        references |= {row["Post Unique Reference"].strip() for row in rows}
        stored = Counter(Post.objects.filter(map=map_).values_list("reference", flat=True))
        assert stored == Counter(references), name
        seats = Occupancy.objects.filter(post__map=map_, until=None).values_list(
            "actor__contact__name", "post__reference"
        )
        assert {(key(person), post) for person, post in seats} == {
            (person, post) for person, held in counted.posts.items() for post in held
        }, name
