"""Which of the people we know is meant by some words: "Petrov", "I. Petrov", and in Russian "(под) Петровым".

Exact, not clever: a word has to be one of the name's, its initial, or its genitive, dative or instrumental by the usual
rules of Russian names. Everybody who fits is returned; whether that is one person is for the caller to see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

Key = int | str

_BETWEEN = re.compile(r"[\s.,]+")
_CYRILLIC = re.compile(r"[а-я-]+")
_VOWELS = frozenset("аеиоуыэюя")
_POSSESSIVE = ("ов", "ев", "ин", "ын")


def folded(text: str) -> str:
    """Without what does not make another name of it: case, ё, spaces."""
    return " ".join(text.casefold().replace("ё", "е").split())


class KnownNames:
    """Names to look up in, each with the key of who bears it."""

    def __init__(self, known: Iterable[tuple[Key, str]]) -> None:
        self._keys: list[Key] = []
        self._words: list[list[str]] = []
        self._bearing: defaultdict[str, list[int]] = defaultdict(list)
        self._by_word: defaultdict[str, set[int]] = defaultdict(set)
        for number, (key, name) in enumerate(known):
            self._keys.append(key)
            self._words.append(_words(name))
            self._bearing[folded(name)].append(number)
            for word in self._words[-1]:
                for form in (word, *forms(word)):
                    self._by_word[form].add(number)

    def called(self, name: str) -> tuple[Key, ...]:
        """Who is called exactly so."""
        return tuple(self._keys[number] for number in self._bearing.get(folded(name), ()))

    def called_in_any_case(self, words: str) -> tuple[Key, ...]:
        """Who is called so whole: of a title no word is left out, and none is an initial."""
        said = _words(words)
        letters = {word for word in said if len(word) == 1}
        found = ((number, self._words[number]) for number in self._meant_by(words))
        return tuple(self._keys[number] for number, own in found if len(own) == len(said) and letters <= set(own))

    def meant_by(self, words: str) -> tuple[Key, ...]:
        """All who may be meant, in the order given. Who bears just this name goes before those whose name holds more,
        but not before those whose name it may be in another case: "Петрова" is she, or of him."""
        return tuple(self._keys[number] for number in self._meant_by(words))

    def _meant_by(self, words: str) -> list[int]:
        said = _words(words)
        if not said:
            return []
        near = sorted(self._by_word.get(max(said, key=len), ()))
        fitting = [number for number in near if _fits(said, self._words[number], inflected=True)]
        exactly = self._bearing.get(folded(words), [])
        if exactly:
            fitting = [n for n in fitting if n in exactly or not _fits(said, self._words[n], inflected=False)]
        return fitting


def meant_by(words: str, known: Iterable[tuple[Key, str]]) -> tuple[Key, ...]:
    return KnownNames(known).meant_by(words)


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(folded(text)) if word]


def _fits(said: list[str], name: list[str], *, inflected: bool) -> bool:
    """Every word said is another word of the name, or the initial of one."""
    left = list(name)
    for word in sorted(said, key=len, reverse=True):
        found = next((own for own in left if word == own or (inflected and word in forms(own))), None)
        if found is None and len(word) == 1:
            found = next((own for own in left if own.startswith(word)), None)
        if found is None:
            return False
        left.remove(found)
    return True


@lru_cache(maxsize=4096)
def forms(name: str) -> frozenset[str]:
    """Genitive, dative and instrumental of a Russian word of a name; nothing for other scripts."""
    if len(name) < 3 or not _CYRILLIC.fullmatch(name):
        return frozenset()
    return frozenset(_endings(name))


def _endings(name: str) -> Iterator[str]:
    stem, last = name[:-1], name[-1]
    if name.endswith(("ий", "ый", "ой")):
        yield from (name[:-2] + ending for ending in ("ого", "его", "ому", "ему", "ым", "им"))
    if name.endswith(("ая", "яя")):
        yield from (name[:-2] + ending for ending in ("ой", "ей"))
    elif last in "ая":
        yield from (stem + ending for ending in ("ы", "и", "е", "ой", "ей"))
    elif last in "йь":
        yield from (stem + ending for ending in ("я", "ю", "ем", "и", "ью"))
    elif last not in _VOWELS:
        by = ("ым",) if name.endswith(_POSSESSIVE) else ("ом", "ем")
        yield from (name + ending for ending in ("а", "у", *by))
