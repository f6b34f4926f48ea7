"""Who stands under whom: the given posts as a forest that certainly ends, whatever its superiors say. Iterative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from decision_map.layout.shapes import Key, Post, SameIdTwice

ROOT = -1


class Forest:
    """Posts by their place in the sequence given. `order` runs over what is visible, superiors first."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self.posts = posts
        self.place = {post.id: at for at, post in enumerate(posts)}
        if len(self.place) < len(posts):
            raise SameIdTwice([key for key, times in Counter(post.id for post in posts).items() if times > 1])
        self.superior = [ROOT if post.parent is None else self.place.get(post.parent, ROOT) for post in posts]
        self.cut = self._cut_circles()
        self.all_reports: list[list[int]] = [[] for _ in posts]
        self.roots: list[int] = []
        for at, superior in enumerate(self.superior):
            (self.all_reports[superior] if superior != ROOT else self.roots).append(at)
        everybody = self._superiors_first(self.all_reports)
        self.below = self._count_below(everybody)
        self.reports = [[] if posts[at].folded else below for at, below in enumerate(self.all_reports)]
        self.order = self._superiors_first(self.reports)
        self.card = self._who_shows_whom(everybody)

    def _cut_circles(self) -> list[int]:
        """The first given of every circle becomes a root."""
        cut, state = [], [0] * len(self.posts)
        for start in range(len(self.posts)):
            way, at = [], start
            while at != ROOT and not state[at]:
                state[at] = 1
                way.append(at)
                at = self.superior[at]
            if at != ROOT and state[at] == 1:
                first = min(way[way.index(at) :])
                self.superior[first] = ROOT
                cut.append(first)
            for passed in way:
                state[passed] = 2
        return cut

    def _superiors_first(self, reports: list[list[int]]) -> list[int]:
        order, waiting = [], self.roots[::-1]
        while waiting:
            at = waiting.pop()
            order.append(at)
            waiting.extend(reversed(reports[at]))
        return order

    def _count_below(self, everybody: list[int]) -> list[int]:
        below = [0] * len(self.posts)
        for at in reversed(everybody):
            if self.superior[at] != ROOT:
                below[self.superior[at]] += below[at] + 1
        return below

    def _who_shows_whom(self, everybody: list[int]) -> list[int]:
        """The card that stands for each post: its own, or that of the highest superior who is folded."""
        card = list(range(len(self.posts)))
        for at in everybody:
            superior = self.superior[at]
            if superior != ROOT and (card[superior] != superior or self.posts[superior].folded):
                card[at] = card[superior]
        return card

    def card_of(self, key: Key) -> Key | None:
        at = self.place.get(key)
        return None if at is None else self.posts[self.card[at]].id
