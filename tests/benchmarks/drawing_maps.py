"""How long the layout of a decision map takes, bare and with informal lines: `python -m tests.benchmarks.drawing_maps`.

To reach: 300 posts in 30 ms, 2,000 in 300 ms. Process time, the best of several runs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from decision_map.layout import A3, A4, Post, Tie, TieKind, picture, sheets

SEED = 20261122


def company(people: int, dice: random.Random) -> list[Post]:
    """Three ranks of five to nine reports, below them fans of up to thirty."""
    posts = [Post(0, None, 200, 92)]
    chiefs = [0]
    while len(posts) < people:
        chief = chiefs.pop(0) if len(chiefs) > 1 else chiefs[0]
        for _ in range(dice.choice((3, 5, 5, 8, 8, 30))):
            if len(posts) < people:
                posts.append(Post(len(posts), chief, 200, 92))
                if dice.random() < 0.3 or len(posts) < 8:
                    chiefs.append(posts[-1].id)  # type: ignore[arg-type]
    return posts


def ties(posts: list[Post], number: int, dice: random.Random) -> list[Tie]:
    """Most of them between people who stand near each other in the list, as colleagues do."""
    made = []
    for key in range(number):
        start = dice.randrange(len(posts))
        near = min(len(posts) - 1, max(0, start + dice.choice((-9, -4, -2, 2, 4, 9))))
        end = dice.randrange(len(posts)) if dice.random() < 0.3 else near
        made.append(Tie(key, posts[start].id, posts[end].id, dice.choice(list(TieKind)), dice.randint(1, 3)))
    return made


def best_of(runs: int, draw: Callable[[], object]) -> float:
    """Milliseconds."""
    spent = []
    for _ in range(runs):
        began = time.process_time()
        draw()
        spent.append(time.process_time() - began)
    return min(spent) * 1000


def report() -> None:
    print("\nlayout of a decision map")
    for people, lines in ((40, 8), (140, 25), (300, 45), (2000, 200)):
        dice = random.Random(SEED)
        posts = company(people, dice)
        made = ties(posts, lines, dice)
        runs = 15 if people < 1000 else 5
        bare = best_of(runs, lambda posts=posts: picture(posts))  # type: ignore[misc]
        full = best_of(runs, lambda posts=posts, made=made: picture(posts, made))  # type: ignore[misc]
        print(f"  {people:>5,} posts {bare:7.1f} ms; with {lines:>3} informal lines {full:7.1f} ms")
        if people == 300:
            for name, paper in (("A3", A3), ("A4", A4)):
                printed = sheets(posts, made, paper)
                spent = best_of(3, lambda posts=posts, made=made, paper=paper: sheets(posts, made, paper))  # type: ignore[misc]
                print(f"        on {len(printed)} sheets of {name}: {spent:.0f} ms")


if __name__ == "__main__":
    report()
