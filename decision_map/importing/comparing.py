"""A chart against the map as it stands: who came, left, moved or stayed, and what of the chart is in doubt. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from decision_map.importing.matching import posts_meant
from decision_map.importing.present import OWN_ID, PostNow, Present
from decision_map.importing.reading import Chart, ChartRow
from decision_map.typed.lines import VACANT
from decision_map.typed.names import folded
from decision_map.typed.reporting import Checked, Given, Problem, ProblemKind, check, circles

# Words in the place of a name that name nobody.
UNNAMED = frozenset({"n/d", "nd", "n/a", "na", "n.n.", "not disclosed", "undisclosed", "tbc", "tba", "не указано"})
SUPERIOR_DOUBTS = frozenset(
    {ProblemKind.SELF_REPORT, ProblemKind.ORPHAN, ProblemKind.SEVERAL_SUPERIORS, ProblemKind.CIRCLE}
)


class Key(NamedTuple):
    """A post of the map by its number, or a new one by the line it comes from."""

    post: int | None = None
    line: int | None = None


class Note(StrEnum):
    """What is told of lines that are kept, beside the problems of who reports to whom."""

    UNNAMED = "unnamed"  # words that name nobody: the post is vacant
    HOLDS_SEVERAL = "holds_several"  # the same name in several posts: taken for one person
    HELD = "held"  # who sits there is not in the file: nobody else is seated


class Told(NamedTuple):
    line: int
    note: Note
    value: str = ""
    other: str = ""


@dataclass(frozen=True)
class Placed:
    """A line that is kept. Without `key` a person comes onto the map without a post; `name` is "" for a vacancy."""

    row: ChartRow
    name: str
    key: Key | None


class Change(NamedTuple):
    """A person before and after: their posts, and what stands above these."""

    name: str
    before: tuple[Key, ...] = ()
    after: tuple[Key, ...] = ()
    above_before: tuple[Key | None, ...] = ()
    above_after: tuple[Key | None, ...] = ()

    @property
    def is_move(self) -> bool:
        return set(self.before) != set(self.after) or self.above_before != self.above_after


@dataclass(frozen=True)
class Comparison:
    """What the file would make of the map: `above` and `seats` are all of it afterwards, seats by folded name.

    `left` are those of the map who are not in the file, whether or not they are to go.
    """

    present: Present
    placed: tuple[Placed, ...]
    problems: tuple[Problem, ...]
    set_aside: tuple[ChartRow, ...]
    told: tuple[Told, ...]
    above: Mapping[Key, Key | None]
    seats: Mapping[Key, str]
    came: tuple[Change, ...] = ()
    left: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    unchanged: tuple[Change, ...] = ()

    @cached_property
    def by_key(self) -> dict[Key, Placed]:
        return {placed.key: placed for placed in self.placed if placed.key is not None}

    @property
    def new_posts(self) -> list[Placed]:
        return [placed for key, placed in self.by_key.items() if key.post is None]

    @property
    def changed_posts(self) -> list[Placed]:
        return [placed for key, placed in self.by_key.items() if key.post is not None and self._differs(key, placed)]

    @property
    def absent_posts(self) -> list[PostNow]:
        return [post for post in self.present.posts.values() if Key(post.id) not in self.by_key]

    @property
    def changes_nothing(self) -> bool:
        return not (self.came or self.moved or self.new_posts or self.changed_posts)

    def title_of(self, key: Key) -> str:
        """As the post will be called; "" for a new one that has no title."""
        if key in self.by_key:
            return written(self.by_key[key], self._now(key))[1]
        return self.present.posts[key.post or 0].title

    def _differs(self, key: Key, placed: Placed) -> bool:
        post = self._now(key)
        stands = (post.reference, post.title, post.unit, post.site) if post else None
        return written(placed, post) != stands or (post is not None and self.above[key] != above_now(post))

    def _now(self, key: Key) -> PostNow | None:
        return self.present.posts[key.post] if key.post is not None else None


def written(placed: Placed, post: PostNow | None) -> tuple[str, str, str, str]:
    """Reference, title, unit and site as they will stand; an empty cell leaves what is there."""
    row = placed.row
    reference = "" if row.id.startswith(OWN_ID) else row.id
    if post is None:
        return reference, row.title, row.unit, row.site
    return reference or post.reference, row.title or post.title, row.unit or post.unit, row.site or post.site


def above_now(post: PostNow) -> Key | None:
    return Key(post.reports_to) if post.reports_to is not None else None


def compare(chart: Chart, present: Present, *, gone: bool) -> Comparison:
    """With `gone` the people who are not in the file leave, and make room."""
    names = {row.line: _named(row.name) for row in chart.rows}
    checked = check([Given(row.line, row.id, row.reports_to, names[row.line], row.title) for row in chart.rows])
    rows = {row.line: row for row in chart.rows}
    placed = _placed(chart, checked, names, present)
    above, problems = _above(chart, checked, placed, present)
    aside = tuple(rows[each.line] for each in checked.set_aside)
    in_file = {folded(each.name) for each in placed if each.name}
    doubtful = {folded(_named(name)) for name in (*(r.name for r in aside), *(u[2] for u in chart.unreadable))}
    stays = {name for name in present.by_name if name not in in_file and (not gone or name in doubtful)}
    seats, held = _seats(placed, present, in_file, stays)
    told = tuple(sorted([*_words_for_nobody(chart), *_several_posts(placed), *held]))
    found = Comparison(present, tuple(placed), tuple(problems), aside, told, above, seats)
    return _sorted(found, in_file, doubtful, chart)


def _named(name: str) -> str:
    return "" if folded(name) in VACANT | UNNAMED else name


def _placed(chart: Chart, checked: Checked, names: Mapping[int, str], present: Present) -> list[Placed]:
    kept = {each.given.line for each in checked.kept}
    rows = [row for row in chart.rows if row.line in kept]
    meant = posts_meant(rows, {row.line: names[row.line] for row in rows}, present)
    leading = {each.superior for each in checked.kept if each.superior is not None}
    reporting = {each.given.line for each in checked.kept if each.superior is not None}
    placed = []
    for row in rows:
        name, person = names[row.line], present.by_name.get(folded(names[row.line]))
        is_known = not chart.is_chart and person is not None and not person.has_left
        has_post = bool(row.id or row.title or not name or row.line in leading | reporting) and not is_known
        key = Key(post=meant[row.line]) if row.line in meant else Key(line=row.line)
        placed.append(Placed(row, name, key if has_post else None))
    return placed


def _above(
    chart: Chart, checked: Checked, placed: Sequence[Placed], present: Present
) -> tuple[dict[Key, Key | None], list[Problem]]:
    """Under what every post will stand. Where a line is in doubt, its post stays where it is."""
    keys = {each.row.line: each.key for each in placed}
    now = {Key(post.id): above_now(post) for post in present.posts.values()}
    found = {p: _on_map(p.value, present) for p in checked.problems if p.kind is ProblemKind.ORPHAN}
    problems = [problem for problem in checked.problems if found.get(problem) is None]
    in_doubt = {problem.line for problem in problems if problem.kind in SUPERIOR_DOUBTS}
    on_map = {problem.line: key for problem, key in found.items()}
    said: dict[Key, Key | None] = {}
    for each in checked.kept if chart.has_superiors else ():
        line, key = each.given.line, keys[each.given.line]
        if key is not None and line not in in_doubt:
            said[key] = keys[each.superior] if each.superior is not None else on_map.get(line)
    above = {**now, **{each.key: now.get(each.key) for each in placed if each.key is not None}, **said}
    for circle in _circles(above, said, now):
        problems += [
            Problem(each.row.line, ProblemKind.CIRCLE, each.row.reports_to) for each in placed if each.key in circle
        ]
    return above, sorted(problems, key=lambda problem: problem.line)


def _on_map(value: str, present: Present) -> Key | None:
    """The post that is meant by an id or by who holds it, where the file has neither."""
    found = [post.id for post in present.posts.values() if post.own_id == value]
    found = found or present.held_by.get(folded(value), [])
    return Key(found[0]) if len(found) == 1 else None


def _circles(
    above: dict[Key, Key | None], said: dict[Key, Key | None], now: Mapping[Key, Key | None]
) -> Iterator[list[Key]]:
    """Circles that the file closes together with posts it does not name; what it said of these is taken back."""
    while turning := list(circles(above)):
        for circle in turning:
            guilty = [key for key in circle if key in said]
            for key in guilty:
                del said[key]
                above[key] = now.get(key)
            yield guilty


def _seats(
    placed: Sequence[Placed], present: Present, in_file: set[str], stays: set[str]
) -> tuple[dict[Key, str], list[Told]]:
    """Who holds what afterwards: whom the file seats gives up other posts, who is not in it keeps theirs or goes."""
    wanted = {each.key: each for each in placed if each.key is not None}
    seated = {folded(each.name) for each in wanted.values() if each.name}
    seats = {key: folded(each.name) for key, each in wanted.items() if each.name}
    held = []
    for post in present.posts.values():
        key, holder = Key(post.id), present.holder_of(post)
        keeps = holder in stays or (holder in in_file and holder not in seated)
        if not holder or not keeps:
            continue
        if seats.get(key, holder) != holder:
            held.append(Told(wanted[key].row.line, Note.HELD, post.title, present.by_name[holder].name))
        seats[key] = holder
    return seats, held


def _words_for_nobody(chart: Chart) -> Iterator[Told]:
    for row in chart.rows:
        if folded(row.name) in UNNAMED:
            yield Told(row.line, Note.UNNAMED, row.name)


def _several_posts(placed: Sequence[Placed]) -> Iterator[Told]:
    first: dict[str, int] = {}
    for each in placed:
        name = folded(each.name)
        if (
            each.row.id
            and each.name
            and each.key is not None
            and first.setdefault(name, each.row.line) != each.row.line
        ):
            yield Told(each.row.line, Note.HOLDS_SEVERAL, each.name, str(first[name]))


def _sorted(found: Comparison, in_file: set[str], doubtful: set[str], chart: Chart) -> Comparison:
    """The people of both by what becomes of them; who is named only in lines that are set aside is in none."""
    present = found.present
    here = {name for name, person in present.by_name.items() if not person.has_left}
    names = {folded(each.name): each.name for each in reversed(found.placed) if each.name}
    held: dict[str, list[Key]] = {}
    for key, name in found.seats.items():
        held.setdefault(name, []).append(key)
    named = [(name, _change(names[name], name, held, found)) for name in sorted(names)]
    absent = sorted(here - in_file - doubtful) if chart.is_chart else []
    return replace(
        found,
        came=tuple(change for name, change in named if name not in here),
        moved=tuple(change for name, change in named if name in here and change.is_move),
        unchanged=tuple(change for name, change in named if name in here and not change.is_move),
        left=tuple(_change(present.by_name[name].name, name, held, found) for name in absent),
    )


def _change(shown: str, name: str, held: Mapping[str, list[Key]], found: Comparison) -> Change:
    posts = found.present.posts
    before = tuple(Key(post) for post in found.present.held_by.get(name, []))
    after = tuple(sorted(held.get(name, []), key=lambda key: (key.post or 0, key.line or 0)))
    kept = [key for key in before if key in after]
    above_before = tuple(above_now(posts[key.post or 0]) for key in kept)
    return Change(shown, before, after, above_before, tuple(found.above[key] for key in kept))
