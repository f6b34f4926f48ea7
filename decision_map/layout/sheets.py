"""A map on paper: as many sheets as a reader needs, each whole in itself.

Nobody glues sheets together, and nobody reads half a card: a map too large for one sheet is cut at its branches. The
head of a branch stands on the superior's sheet, folded and with the number of the sheet on which the branch goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from decision_map.layout.drawing import drawn
from decision_map.layout.forest import Forest
from decision_map.layout.shapes import DEFAULT_STYLE, Key, Picture, Post, Style, Tie
from decision_map.layout.tree import TidyTree


class Paper(NamedTuple):
    """What can be printed on, in millimetres, without the edges and a strip for title and legend."""

    width: float
    height: float


A4, A3 = Paper(277, 172), Paper(400, 259)
# Millimetres a pixel: a card of 200 pixels is 25 mm wide, letters of 15 pixels are 5.3 points high; and never larger.
READABLE, LARGEST = 0.125, 0.2


class Sheet(NamedTuple):
    """`goes_on` tells on which sheet the branch of a folded card goes on, `came_from` on which one those stand who are
    shown here once more, `elsewhere` on which one the ties end that lead away from here."""

    number: int
    picture: Picture
    scale: float
    goes_on: dict[Key, int]
    came_from: dict[Key, int]
    elsewhere: tuple[tuple[Tie, int], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Posts on the way to a sheet. `heads` are those whose branches go on here, `repeated` those at home elsewhere."""

    posts: list[Post]
    heads: frozenset[Key] = frozenset()
    repeated: frozenset[Key] = frozenset()


def sheets(
    posts: Sequence[Post],
    ties: Sequence[Tie] = (),
    paper: Paper = A3,
    style: Style = DEFAULT_STYLE,
    readable: float = READABLE,
) -> tuple[Sheet, ...]:
    """Every visible post is at home on one sheet; the head of a branch is also seen, folded, at the superior."""
    room = Paper(paper.width / readable, paper.height / readable)
    style = replace(style, row_width=room.width - 2 * style.margin - style.row_gap)
    return Cutting(posts, room, style).sheets(ties, paper)


class Cutting:
    """How a map is parted among pages that have so much room, in pixels."""

    def __init__(self, posts: Sequence[Post], room: Paper, style: Style) -> None:
        self.room, self.style = room, style
        self.whole = Forest(posts)
        self.cut: set[Key] = set()
        self.pages = self._pages()
        self.home = dict(self._homes())
        self.branch_on = {head: number for number, page in self._numbered() for head in page.heads - page.repeated}

    def _numbered(self) -> Iterator[tuple[int, Page]]:
        return enumerate(self.pages, start=1)

    def _pages(self) -> list[Page]:
        top = Page(list(self.whole.posts))
        self._cut_until_it_fits(top)
        heads = [at for at in self.whole.order if self.whole.posts[at].id in self.cut]
        branches = [part for head in heads for part in self._parts(self._branch(head))]
        return [*self._parts(top), *self._together(branches)]

    def _cut_until_it_fits(self, page: Page) -> None:
        """Cuts off the largest branch that finds room on a sheet of its own, then the next, until the rest does."""
        while True:
            forest, tree = self._laid(page)
            if self._fits(forest, tree, forest.roots):
                return
            branches = [at for at in forest.order if self._may_be_cut(forest, tree, at)]
            if not branches:
                return
            self.cut.add(forest.posts[max(branches, key=lambda at: forest.below[at])].id)

    def _may_be_cut(self, forest: Forest, tree: TidyTree, at: int) -> bool:
        is_a_branch = bool(forest.reports[at]) and at not in forest.roots
        return is_a_branch and self._fits(forest, tree, [at])

    def _laid(self, page: Page) -> tuple[Forest, TidyTree]:
        away = self.cut - page.heads
        forest = Forest([post._replace(folded=True) if post.id in away else post for post in page.posts])
        return forest, TidyTree(forest, self.style)

    def _fits(self, forest: Forest, tree: TidyTree, branches: Sequence[int]) -> bool:
        if not branches:
            return True
        places = [(*tree.from_superior[at], *tree.reach[at], tree.depth[at]) for at in branches]
        width = max(x + east for x, _, _, east, _ in places) - min(x + west for x, _, west, _, _ in places)
        height = max(y + depth for _, y, _, _, depth in places) - min(y for _, y, *_ in places) - self.style.level_gap
        edges = 2 * self.style.margin
        return width + edges <= self.room.width and height + edges <= self.room.height

    def _branch(self, head: int) -> Page:
        return Page(self._below([head]), frozenset({self.whole.posts[head].id}))

    def _below(self, heads: Iterable[int]) -> list[Post]:
        """The heads and everybody under them, folded ones too, in the order given."""
        found, waiting = [], list(heads)
        while waiting:
            at = waiting.pop()
            found.append(at)
            waiting += self.whole.all_reports[at]
        return [self.whole.posts[at] for at in sorted(found)]

    def _parts(self, page: Page) -> list[Page]:
        """A page without branches that could be cut off: its reports, or roots, in as many parts as it takes."""
        forest, tree = self._laid(page)
        if self._fits(forest, tree, forest.roots):
            return [page]
        top = forest.roots if len(forest.roots) == 1 else []
        standing = forest.reports[top[0]] if top else forest.roots
        for number in range(2, len(standing) + 1):
            parts = list(self._sliced(page, forest, top, standing, -(-len(standing) // number)))
            if all(self._fits(*laid, laid[0].roots) for laid in map(self._laid, parts)):
                return parts
        return [page]

    def _sliced(self, page: Page, forest: Forest, top: list[int], standing: list[int], size: int) -> Iterator[Page]:
        above = [forest.posts[at].id for at in top]
        for first in range(0, len(standing), size):
            below = [self.whole.place[forest.posts[at].id] for at in standing[first : first + size]]
            posts = [self.whole.posts[self.whole.place[key]] for key in above] + self._below(below)
            yield Page(posts, page.heads | set(above), frozenset(above) if first else page.repeated)

    def _together(self, pages: list[Page]) -> list[Page]:
        """Small branches that follow each other share a sheet."""
        shared: list[Page] = []
        for page in pages:
            joined = self._joined(shared[-1], page) if shared else None
            if joined is None:
                shared.append(page)
            else:
                shared[-1] = joined
        return shared

    def _joined(self, one: Page, other: Page) -> Page | None:
        if {post.id for post in one.posts} & {post.id for post in other.posts}:
            return None
        page = Page(one.posts + other.posts, one.heads | other.heads, one.repeated | other.repeated)
        forest, tree = self._laid(page)
        return page if self._fits(forest, tree, forest.roots) else None

    def _homes(self) -> Iterator[tuple[Key, int]]:
        for number, page in self._numbered():
            away = (self.cut - page.heads) | page.repeated
            forest = self._laid(page)[0]
            yield from ((forest.posts[at].id, number) for at in forest.order if forest.posts[at].id not in away)

    def sheets(self, ties: Sequence[Tie], paper: Paper) -> tuple[Sheet, ...]:
        return tuple(self._sheet(number, page, ties, paper) for number, page in self._numbered())

    def _sheet(self, number: int, page: Page, ties: Sequence[Tie], paper: Paper) -> Sheet:
        forest, tree = self._laid(page)
        here = [tie for tie in ties if forest.card_of(tie.start) is not None and forest.card_of(tie.end) is not None]
        picture = drawn(forest, tree, here, self.style)
        scale = min(LARGEST, paper.width / picture.width, paper.height / picture.height)
        shown = {card.id for card in picture.cards}
        goes_on = {key: self.branch_on[key] for key in shown & self.cut - page.heads}
        came_from = {key: self.home[key] for key in page.repeated}
        return Sheet(number, picture, scale, goes_on, came_from, tuple(self._elsewhere(number, ties)))

    def _elsewhere(self, number: int, ties: Sequence[Tie]) -> Iterator[tuple[Tie, int]]:
        for tie in ties:
            start, end = self._home_of(tie.start), self._home_of(tie.end)
            if start and end and start != end and number in (start, end):
                yield tie, end if start == number else start

    def _home_of(self, key: Key) -> int | None:
        card = self.whole.card_of(key)
        return None if card is None else self.home.get(card)
