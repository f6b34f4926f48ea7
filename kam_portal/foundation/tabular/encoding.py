"""Which encoding a text file has: recognised for certain, or refused in a sentence.

A byte order mark decides; then strict UTF-8; then UTF-16 without a mark, told by its zero bytes; then CP1251, which
can hold any bytes at all and is therefore taken only when every word with high bytes is Cyrillic throughout.
"""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from kam_portal.foundation.tabular.refusing import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What CP1251 text in Russian, Ukrainian, Belarusian, Bulgarian or Serbian has beside letters.
PUNCTUATION = frozenset("‚„…†‡€‰‹‘’“”•–—™›\xa0¤¦§©«¬\xad®°±µ¶·№»")  # noqa: RUF001
CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile(r"[Ѐ-ӿ]+")
# The ten commonest letters of Russian; more than half of any text in a Cyrillic language, far less when misread.
COMMON = frozenset("оеаинтсрвл")  # noqa: RUF001
VOWELS = frozenset("аеёиоуыэюяіїє")  # noqa: RUF001
# Letters of Serbian and Macedonian never meet those of Russian in one text; they do in Mac Cyrillic read as CP1251.
SOUTHERN = frozenset("ЂЃЉЊЌЋЏђѓљњќћџ")  # noqa: RUF001
NORTHERN = frozenset("ыэъщёюяйЫЭЪЩЁЮЯЙ")  # noqa: RUF001


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding; Unreadable when it is not certain."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], _with_order(name, mark), marked=True), name.upper()
    if (order := _zero_bytes_of_utf16(data)) is not None:
        return _strictly(data, order, marked=False), "UTF-16"
    if b"\x00" in data:
        raise Unreadable(_nul(_line_of(data, data.index(b"\x00"))), line=_line_of(data, data.index(b"\x00")))
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if (text := _cyrillic(data)) is not None:
            return text, "CP1251"
        line = _line_of(data, error.start)
        raise Unreadable(_not_certain(line), line=line) from error


def _with_order(name: str, mark: bytes) -> str:
    return name if name == "utf-8" else f"{name}-{'le' if mark.startswith(codecs.BOM_UTF16_LE) else 'be'}"


def _strictly(data: bytes, name: str, *, marked: bool) -> str:
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(name, "replace").count("\n") + 1
        raise Unreadable(
            _("Line %(line)s is not valid %(encoding)s. Save the file as UTF-8 and try again.")
            % {"line": line, "encoding": name.split("-le")[0].split("-be")[0].upper()},
            line=line,
        ) from error
    if not marked and CONTROL.search(text):
        raise Unreadable(_not_certain(1), line=1)
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise Unreadable(_nul(line), line=line)
    return text


def _zero_bytes_of_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: even length, and the line breaks and delimiters have their zero byte on one side only."""
    if len(data) % 2 or len(data) < 4:
        return None
    little = sum(data[0::2].count(c) for c in b"\n,;\t") and _zeros_beside(data, 0)
    big = sum(data[1::2].count(c) for c in b"\n,;\t") and _zeros_beside(data, 1)
    if little and not data[0::2].count(0):
        return "utf-16-le"
    return "utf-16-be" if big and not data[1::2].count(0) else None


def _zeros_beside(data: bytes, side: int) -> bool:
    """Every line feed on `side` has a zero byte beside it, and there are many zero bytes there."""
    own, other = data[side::2], data[1 - side :: 2]
    feeds = [i for i, byte in enumerate(own) if byte == 10]
    return all(other[i] == 0 for i in feeds) and other.count(0) * 10 >= len(other)


def _cyrillic(data: bytes) -> str | None:
    """The text as CP1251 when that is certain: no undefined byte, every word of one alphabet and sound."""
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        return None
    if CONTROL.search(text):
        return None
    if any(ord(c) > 127 and not CYRILLIC.match(c) and c not in PUNCTUATION for c in set(text)):
        return None
    words = [w for w in WORD.findall(text) if not w.isascii()]
    letters = set("".join(words))
    if not words or not all(CYRILLIC.fullmatch(w) for w in words) or (letters & SOUTHERN and letters & NORTHERN):
        return None
    as_read, as_koi8 = _commonness("".join(words)), _commonness("".join(words).encode("cp1251").decode("koi8-r"))
    return text if as_read >= 0.4 and as_read > as_koi8 + 0.1 and any(map(_is_spoken, words)) else None


def _is_spoken(word: str) -> bool:
    """Three letters with a vowel and a consonant; a lone “à” of Western text is none."""
    vowels = sum(c in VOWELS for c in word.lower())
    return len(word) >= 3 and 0 < vowels < len(word)


def _commonness(letters: str) -> float:
    """The share of the commonest letters of the language; a file of a few words already tells."""
    return sum(c in COMMON for c in letters.lower()) / len(letters)


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _nul(line: int) -> str:
    return _(
        "Line %(line)s contains a NUL character; this is not a clean text file. Save it as UTF-8 CSV and try again."
    ) % {"line": line}


def _not_certain(line: int) -> str:
    return _(
        "Line %(line)s: the encoding of this file cannot be told for certain. Save it as “CSV UTF-8” and try again."
    ) % {"line": line}
