"""What a person is recognised by in running text: names they ever had here, addresses, numbers. Pure.

A name is found in both orders and with Russian endings. A single word of it counts alone where nobody else known here
shares it; in what may be called after the person, as a post they held, a name of one word counts always. Nicknames,
other spellings and names inside files are not found, and the pages say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

LETTERS_OF_A_WORD, LETTERS_OF_A_STEM, DIGITS_OF_A_NUMBER = 4, 3, 6
AROUND = 60
_ENDING = re.compile("[аеёиоуыэюяйь]+$", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@dataclass(frozen=True)
class Marks:
    """`others` are words of names that belong to other people too, `titles` those of what may be called after them."""

    names: Sequence[str]
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    others: frozenset[str] = frozenset()
    titles: Sequence[str] = ()

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        found = [*self._of_names(), *self._of_titles(), *map(_exactly, self.emails), *self._of_phones()]
        return re.compile("|".join(dict.fromkeys(found)), re.IGNORECASE) if found else None

    def _of_names(self) -> Iterator[str]:
        """Whole names before their words, longer ones first: a text is not left with half a name."""
        for words in sorted(map(words_of, self.names), key=len, reverse=True):
            if len(words) > 1:
                yield from map(_in_a_row, (words, [*words[1:], *words[:1]], [*words[-1:], *words[:-1]]))
        for word in sorted({word for name in self.names for word in words_of(name)}, key=len, reverse=True):
            if len(word) >= LETTERS_OF_A_WORD and folded(word) not in self.others:
                yield _in_a_row([word])

    def _of_titles(self) -> Iterator[str]:
        """The name where it stands in such a title, in whatever text that title stands."""
        inflected = [_in_a_row(words) for words in map(words_of, self.names) if len(words) == 1]
        name = re.compile("|".join([*map(_whole, self.names), *inflected]), re.IGNORECASE)
        for title in self.titles:
            for match in name.finditer(title):
                before, after = re.escape(title[: match.start()]), re.escape(title[match.end() :])
                around = (f"(?<={before})", f"(?={after})") if before or after else (r"\A", r"\Z")
                yield f"{around[0]}{_whole(match[0])}{around[1]}"

    def _of_phones(self) -> Iterator[str]:
        for phone in self.phones:
            digits = re.sub(r"\D", "", phone)
            if len(digits) >= DIGITS_OF_A_NUMBER:
                yield r"(?<!\d)\+?\(?" + r"[\s().\-]*".join(digits) + r"(?!\d)"

    def are_in(self, value: Any) -> bool:
        return self._pattern is not None and any(self._pattern.search(text) for text in texts_in(value))

    def excerpts(self, value: Any) -> list[str]:
        """The first mention in each text, with some words around it."""
        found = []
        for text in texts_in(value):
            if self._pattern is not None and (match := self._pattern.search(text)):
                start, end = max(0, match.start() - AROUND), match.end() + AROUND
                found.append(f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}")
        return found

    def without(self, value: Any, word: str) -> Any:
        """The same with `word` for every mention; lists and documents inside and out."""
        if isinstance(value, str):
            return self._pattern.sub(word, value) if self._pattern is not None else value
        if isinstance(value, list):
            return [self.without(each, word) for each in value]
        if isinstance(value, dict):
            return {name: self.without(each, word) for name, each in value.items()}
        return value


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)


def words_of(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", name)


def folded(word: str) -> str:
    return word.casefold().replace("ё", "е")


def common_words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(word) for name in names for word in words_of(name))


def _in_a_row(words: Sequence[str]) -> str:
    return r"(?<!\w)" + r"[\s,.]+".join(map(_inflected, words)) + r"(?!\w)"


def _inflected(word: str) -> str:
    """A Russian word with whatever ending; another one as it is, or with an English genitive."""
    if not _CYRILLIC.search(word):
        return f"{re.escape(word)}(?:['’]s)?"
    stem = _ENDING.sub("", word)
    if len(stem) < LETTERS_OF_A_STEM:
        return _either_e(word)
    return rf"{_either_e(stem)}\w{{0,3}}"


def _either_e(word: str) -> str:
    return re.sub("[её]", "[её]", re.escape(word), flags=re.IGNORECASE)


def _whole(text: str) -> str:
    return rf"(?<!\w){re.escape(text)}(?!\w)"


def _exactly(text: str) -> str:
    return rf"(?<![\w.]){re.escape(text)}(?!\w)"
