"""What a reader asks of the picture, as the address says it: folded branches, faded cards, lines, size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from decision_map.description import ATTITUDES, ROLES
from decision_map.models import Line
from decision_map.reading import MapShown, PersonShown, PostShown

LONGEST_SEARCH = 100
# Of a branch folded away there is nothing to be folded again: an address needs no more.
MOST_FOLDED = 500
# So many posts stand open when nothing is asked: a large map begins with its upper ranks.
OPEN_AT_FIRST = 120
# In an address: nothing is folded, where a plain address folds.
ALL_OPEN = "0"
# The words of an address that are of the picture.
NAMES = ("q", "role", "attitude", "unverified", "lines", "zoom", "fold")
FIT = "fit"
ZOOMS = ("50", "75", "100", "150", FIT)
LINES = (
    ("all", _("All lines")),
    (Line.Kind.INFLUENCE.value, _("Influence only")),
    (Line.Kind.CONFLICT.value, _("Conflicts only")),
    ("none", _("No informal lines")),
)


@dataclass(frozen=True)
class Asked:
    """Filters fade, they hide nothing. What is judged is asked for only by who may read it.

    `plain` is what an address folds that says nothing of it.
    """

    fold: frozenset[int] = frozenset()
    role: str = ""
    attitude: str = ""
    unverified: bool = False
    q: str = ""
    lines: str = "all"
    zoom: str = "100"
    plain: frozenset[int] = frozenset()

    @property
    def fold_word(self) -> str:
        """How an address says what is folded; "" where it need not."""
        return "" if self.fold == self.plain else ",".join(str(key) for key in sorted(self.fold)) or ALL_OPEN

    @property
    def is_narrow(self) -> bool:
        return bool(self.role or self.attitude or self.unverified or self.q)

    def shows(self, kind: str) -> bool:
        return self.lines in ("all", kind)

    def matches(self, post: PostShown | None, person: PersonShown | None) -> bool:
        return self._is_found(post, person) and self._is_judged_so(person)

    def _is_found(self, post: PostShown | None, person: PersonShown | None) -> bool:
        if not self.q:
            return True
        words = [person.name] if person else []
        words += [post.title, post.unit, post.site] if post else []
        return any(self.q.casefold() in word.casefold() for word in words)

    def _is_judged_so(self, person: PersonShown | None) -> bool:
        if not (self.role or self.attitude or self.unverified):
            return True
        if person is None:
            return False
        has_role = not self.role or self.role in person.value("roles").split()
        has_attitude = not self.attitude or self.attitude == person.value("attitude")
        return has_role and has_attitude and (not self.unverified or person.is_unverified)

    def query(self, **changes: Any) -> str:
        """The address of the same picture with something asked otherwise; only what differs from the plain one."""
        asked = replace(self, **changes)
        words = {
            "q": asked.q,
            "role": asked.role,
            "attitude": asked.attitude,
            "unverified": "1" if asked.unverified else "",
            "lines": "" if asked.lines == "all" else asked.lines,
            "zoom": "" if asked.zoom == "100" else asked.zoom,
            "fold": asked.fold_word,
        }
        return "?" + urlencode({name: word for name, word in words.items() if word}, safe=",")

    def folding(self, post: int) -> str:
        """The address with this branch folded away, or open again."""
        return self.query(fold=self.fold ^ {post})


def asked_of(words: Mapping[str, str], shown: MapShown, *, opens_upper_ranks: bool = False) -> Asked:
    """What an address asks for; words that mean nothing are left out.

    `opens_upper_ranks`: a large map begins folded, unless the address says what is folded or somebody is looked for.
    """
    judged = words if shown.may_judge else {}
    asked = Asked(
        role=_one_of(judged.get("role", ""), dict(ROLES)),
        attitude=_one_of(judged.get("attitude", ""), dict(ATTITUDES)),
        unverified=judged.get("unverified") == "1",
        q=words.get("q", "").strip()[:LONGEST_SEARCH],
        lines=_one_of(words.get("lines", ""), dict(LINES)) or "all",
        zoom=_one_of(words.get("zoom", ""), dict.fromkeys(ZOOMS)) or "100",
    )
    plain = below_upper_ranks(shown) if opens_upper_ranks and not asked.is_narrow else frozenset()
    return replace(asked, plain=plain, fold=_folded(words["fold"], shown) if words.get("fold") else plain)


def below_upper_ranks(shown: MapShown) -> frozenset[int]:
    """What to fold so that the upper ranks stand open, as many as have room; the second one always does."""
    of_rank = Counter(post.depth for post in shown.posts)
    ranks = list(accumulate(of_rank[depth] for depth in range(len(of_rank))))
    last = max(1, sum(count <= OPEN_AT_FIRST for count in ranks) - 1)
    above = {post.reports_to_id for post in shown.posts if post.depth > last}
    return frozenset(post.id for post in shown.posts if post.depth == last and post.id in above)


def _folded(word: str, shown: MapShown) -> frozenset[int]:
    posts = {post.id for post in shown.posts}
    numbers = [int(each) for each in word.split(",")[:MOST_FOLDED] if each.isdecimal()]
    return frozenset(number for number in numbers if number in posts)


def _one_of(word: str, choices: Mapping[str, object]) -> str:
    return word if word in choices else ""
