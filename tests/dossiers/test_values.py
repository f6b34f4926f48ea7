"""Between what is typed, what is stored and what is read."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.fields import CurrencyField
from dossiers.description import SECTIONS, Field, Kind
from dossiers.fields import Amount, Day, Words, form_field
from dossiers.values import from_stored, to_stored, to_words

MONEY = Field("size", "Size", Kind.MONEY)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1 234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1\u00a0234\u202f567,89", "1234567.89"),
        ("1,234,567", "1234567"),
        ("0,5", "0.5"),
        ("007", "7"),
        ("", None),
        ("   ", None),
    ],
)
def test_an_amount_that_can_be_read_in_one_way_is_read(typed: str, number: str | None) -> None:
    assert Amount(required=False).clean(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "typed",
    [
        *("1,234", "1.234", "1,2,3", "12,34,567", "1 23", "1e5", "NaN", "Infinity", "-", "12 EUR", "٣", "0x10"),
        *("1" * 41, "1" * 5000, "1\x002", "1.555", "100000000000000", "--5", "1..2", "½", "1,234.567.890"),
    ],
)
def test_an_amount_that_cannot_be_read_for_certain_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Amount(required=False).clean(typed)
    assert [message.endswith(".") for message in refused.value.messages] == [True]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("stored", ["1234567.89", "0.5", "1000", "100", "12.3", "0"])
def test_a_shown_amount_is_read_back_as_it_was(language: str, stored: str) -> None:
    with translation.override(language):
        field = form_field(MONEY)
        shown = field.prepare_value(from_stored(MONEY, stored))
        assert to_stored(field.clean(shown)) == stored


def test_a_percent_stays_between_0_and_100() -> None:
    field = form_field(Field("share", "Share", Kind.PERCENT))
    assert [field.clean("0"), field.clean("100"), field.clean("31,5")] == [Decimal(0), Decimal(100), Decimal("31.5")]
    for typed in ("-1", "100.01", "101"):
        with pytest.raises(ValidationError):
            field.clean(typed)


@pytest.mark.parametrize(("typed", "code"), [("eur", "EUR"), (" USD ", "USD"), ("", "")])
def test_a_currency_is_kept_in_capitals(typed: str, code: str) -> None:
    assert CurrencyField(required=False).clean(typed) == code


@pytest.mark.parametrize("typed", ["EU", "EURO", "€", "12A", "ЕВР", "E\x00R", "POU", "xxx", "RUR"])
def test_a_currency_is_one_of_today(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CurrencyField(required=False).clean(typed)
    shown = typed.replace("\x00", "�")
    assert refused.value.messages == [f"There is no currency “{shown}”. Write its three letters, such as EUR."]


def test_figures_of_a_time_may_be_in_the_currency_of_that_time() -> None:
    field = form_field(Field("limit", "Currency", Kind.CURRENCY))
    assert [field.clean("hrk"), field.clean("DEM")] == ["HRK", "DEM"]
    with pytest.raises(ValidationError, match="no currency “POU”"):
        field.clean("POU")


def test_a_currency_stored_before_it_was_checked_keeps_nobody_from_an_edit() -> None:
    class Form(forms.Form):
        currency = CurrencyField()

    stored, other = (Form({"currency": typed}, initial={"currency": "POU"}) for typed in ("POU", "POV"))
    assert (stored.is_valid(), other.is_valid()) == (True, False)


def test_every_form_asks_for_a_currency_in_the_field_that_knows_them() -> None:
    importlib.import_module("kam_portal.urls")
    asking = {
        (form.__name__, name): type(field)
        for form in _forms_below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if "currency" in name and isinstance(field, forms.CharField)
    }
    assert ("PlanForm", "currency") in asking
    assert set(asking.values()) == {CurrencyField}


def _forms_below(form: type[Any]) -> Iterator[type[Any]]:
    for each in form.__subclasses__():
        yield each
        yield from _forms_below(each)


def test_a_text_keeps_its_lines_with_lf() -> None:
    assert Words().clean("one\r\ntwo") == "one\ntwo"


@pytest.mark.parametrize("typed", ["a\x00b", "\x00", "a\ud800b"])
def test_characters_that_cannot_be_kept_are_refused_in_words(typed: str) -> None:
    with pytest.raises(ValidationError, match="cannot be kept"):
        Words().clean(typed)


def test_a_text_that_is_too_long_says_how_long() -> None:
    assert len(Words().clean("a" * 20_000)) == 20_000
    with pytest.raises(ValidationError) as refused:
        Words().clean("a" * 20_001)
    assert refused.value.messages == ["This text has 20001 characters; 20000 are kept at most. Shorten it."]


@pytest.mark.parametrize("typed", ["2026-02-30", "yesterday", "0001-01-01", "9999-12-31", "2026-11-22\x00"])
def test_a_date_that_cannot_be_meant_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValidationError):
        Day().clean(typed)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (None, ""),
        ("", ""),
        ("  words \r\n more ", "words \n more"),
        (Decimal("1234.50"), "1234.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.00"), "0"),
        (datetime.date(2026, 11, 22), "2026-11-22"),
    ],
)
def test_what_is_stored_is_canonical(value: Any, stored: str) -> None:
    assert to_stored(value) == stored


@pytest.mark.parametrize(
    ("kind", "stored", "english", "russian"),
    [
        (Kind.MONEY, "1234567.5", "1,234,567.5", "1\xa0234\xa0567,5"),
        (Kind.PERCENT, "31", "31\xa0%", "31\xa0%"),
        (Kind.DATE, "2026-11-22", "22 Nov 2026", "22 ноября 2026"),
        (Kind.TEXT, "as typed", "as typed", "as typed"),
        (Kind.TEXT, "", "", ""),
    ],
)
def test_a_reader_sees_values_in_the_own_language(kind: Kind, stored: str, english: str, russian: str) -> None:
    described = Field("key", "Title", kind)
    seen = []
    for language in ("en", "ru"):
        with translation.override(language):
            seen.append(to_words(described, stored))
    assert seen == [english, russian]


def test_every_described_field_has_a_form_field_and_a_key_of_its_own() -> None:
    keys = [field.key for section in SECTIONS for field in section.fields]
    made = [form_field(field) for section in SECTIONS for field in section.fields]
    assert len(keys) == len(set(keys))
    assert [isinstance(field, forms.Field) and not field.required for field in made] == [True] * len(keys)
