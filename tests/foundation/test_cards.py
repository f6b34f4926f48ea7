"""Cards of people: written so that any address book reads them, read from any that writes them."""

from __future__ import annotations

import quopri
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_portal.foundation.tabular.cards import Card, are_cards, read_cards, write_cards
from kam_portal.foundation.tabular.refusing import Unreadable

PETROV = Card(
    "Иван Петров",
    company="Halvorsen; Sons, Ltd",
    unit="Finance",
    title="CFO, deputy; acting\\all",
    site="Bergen",
    emails=("petrov@halvorsen.example",),
    phones=("+47 1", "+47 2"),
)


def cells(data: bytes) -> list[tuple[object, ...]]:
    return [row.cells for row in read_cards(data).rows]


def test_what_is_written_is_read_again() -> None:
    data = write_cards([PETROV, Card("Orlov")])
    assert are_cards(data)
    assert cells(data) == [
        (
            "Иван Петров",
            "CFO, deputy; acting\\all",
            "Finance",
            "Bergen",
            "petrov@halvorsen.example",
            "+47 1; +47 2",
        ),
        ("Orlov", "", "", "", "", ""),
    ]


def test_lines_are_folded_and_signs_escaped() -> None:
    data = write_cards([Card("Ж" * 100, title="a\r\nEND:VCARD\nX")])
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.count(b"END:VCARD\r\n") == 1 and data.endswith(b"END:VCARD\r\n")
    assert b"\r\nVERSION:3.0\r\n" in data
    assert cells(data)[0][0] == "Ж" * 100


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), st.text(';,\\:"=n ', max_size=20))
def test_any_name_comes_back(name: str, title: str) -> None:
    # The library writes a backslash before a capital N as a line break.
    name = name.replace("\\", "")
    row = cells(write_cards([Card(name or "x", title=title)]))[0]
    assert row[:2] == (name or "x", title)


def test_an_old_card_of_another_program_is_read() -> None:
    name = quopri.encodestring("Иванова;Мария;Петровна".encode()).decode().replace("=\n", "=\r\n")
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        f"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{name}\r\n"
        "item1.ORG:Halvorsen;Sales;North\r\nTITLE:Buyer\r\n"
        "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQ\r\n ABAAD\r\n\r\n"
        "TEL;TYPE=work;VALUE=uri:tel:+47-1\r\nitem2.EMAIL;TYPE=INTERNET:m@halvorsen.example\r\nEND:VCARD\r\n"
    )
    assert cells(card.encode()) == [
        ("Мария Петровна Иванова", "Buyer", "Sales, North", "", "m@halvorsen.example", "+47-1")
    ]


def test_a_broken_line_spoils_its_card_alone() -> None:
    data = b"BEGIN:VCARD\nFN:A\nTEL\x3b\x3b=:1\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C\n"
    rows = read_cards(data).rows
    assert [(row.line, row.cells[0]) for row in rows] == [(1, "A"), (5, "B"), (8, "C")]
    assert [row.fault for row in rows] == ["Line 3 of the card cannot be read.", "", "The card has no end."]


def test_reading_ends_with_the_first_card_that_is_too_many() -> None:
    assert len(read_cards(b"BEGIN:VCARD\n" * 300_000, most=2).rows) == 3


def test_a_card_of_endless_numbers_is_told_and_leaves_the_others_readable() -> None:
    started = time.process_time()
    data = b"BEGIN:VCARD\nFN:A\n" + b"TEL:1\n" * 100_000 + b"END:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"
    rows = read_cards(data).rows
    assert [(row.cells[0], row.fault) for row in rows] == [
        ("A", "The card has more than 30 lines with names, addresses and numbers."),
        ("B", ""),
    ]
    assert time.process_time() - started < 3


@pytest.mark.parametrize("line", [b"\n", b"TEL:" + b"1;" * 2_000 + b"\n"])
def test_more_than_is_read_at_once_is_refused_with_the_line(line: bytes) -> None:
    with pytest.raises(Unreadable, match=r"Up to line \d+ the file holds more than is read at once"):
        read_cards(b"BEGIN:VCARD\n" + line * (2_000_000 // len(line)))
