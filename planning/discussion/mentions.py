"""Who of us is named in a text by “@Full Name”. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def named_in(text: str, people: Mapping[int, str]) -> set[int]:
    """Those whose whole name follows an “@”, the longest name that fits; two people of one name are nobody."""
    shared = Counter(map(_folded, people.values()))
    by_name = {_folded(name): pk for pk, name in people.items() if name.strip() and shared[_folded(name)] == 1}
    longest_first = sorted(by_name, key=len, reverse=True)
    found = set()
    for place, sign in enumerate(text):
        if sign != "@" or (place and _is_of_a_word(text[place - 1])) or text[place + 1 : place + 2].isspace():
            continue
        after = _folded(text[place + 1 : place + 1 + 2 * max(map(len, longest_first), default=0)])
        name = next((name for name in longest_first if _begins_with(after, name)), None)
        if name is not None:
            found.add(by_name[name])
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


def _begins_with(text: str, name: str) -> bool:
    """Not “Anna Petrov” in “Anna Petrova”."""
    return text.startswith(name) and not _is_of_a_word(text[len(name) : len(name) + 1])


def _is_of_a_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
