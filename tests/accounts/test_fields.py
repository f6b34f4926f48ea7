"""What people type: amounts, lines of addresses, an account by its name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.fields import AccountByName, EmailLines, MoneyField, PhoneLines, plain_amount
from accounts.models import Account


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1234567,89", "1234567.89"),
        ("1 234 567,89", "1234567.89"),
        ("1\u00a0234\u202f567.89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567", "1234567"),
        ("1'234'567", "1234567"),
        ("-12,5", "-12.5"),
        ("0,125", "0.125"),
        ("1234.5", "1234.5"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, amount: str) -> None:
    assert plain_amount(typed) == amount


def test_an_amount_that_can_be_read_in_two_ways_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        MoneyField().clean("12,500")
    assert refusal.value.messages == [
        "“12,500” can be read in two ways. Write it without the comma, or with two decimals."
    ]


@pytest.mark.parametrize("typed", ["twelve", "NaN", "Infinity", "1e400", "12.345", "9" * 20])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


def test_an_empty_amount_is_unknown_not_zero() -> None:
    assert MoneyField(required=False).clean("") is None
    assert MoneyField(required=False).clean("0") == Decimal(0)


def test_addresses_come_one_a_line_without_doubles() -> None:
    assert EmailLines().clean("a@b.example\r\n\r\n c@d.example \r\na@b.example") == ["a@b.example", "c@d.example"]


def test_each_wrong_address_is_named() -> None:
    with pytest.raises(ValidationError) as refusal:
        EmailLines().clean("a@b.example\nwrong\nworse@")
    assert refusal.value.messages == [
        "“wrong” is not an e-mail address. Write it like name@client.example.",
        "“worse@” is not an e-mail address. Write it like name@client.example.",
    ]


@pytest.mark.parametrize(
    "typed", ["+7 (495) 123-45-67", "8 800 2000 600", "+47 55 00 10 01 ext. 12", "112", "(208) 555-8097"]
)
def test_telephone_numbers_are_taken_as_written(typed: str) -> None:
    assert PhoneLines().clean(typed) == [typed]


@pytest.mark.parametrize("typed", ["call me", "+", "12", "(((", "+7 495 " + "1" * 60])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PhoneLines().clean(typed)


@pytest.fixture
def by_name(new_account: Callable[..., Account]) -> AccountByName:
    new_account("Ёлка Групп")
    new_account("Twin")
    new_account("Twin")
    field = AccountByName(required=False)
    field.choose_from(Account.objects.exclude(trade_name="Hidden"))
    return field


def test_an_account_is_found_by_its_name_whatever_the_case(by_name: AccountByName) -> None:
    found = by_name.clean("елка групп")
    assert found is not None and found.trade_name == "Ёлка Групп"


def test_of_namesakes_the_number_decides(by_name: AccountByName) -> None:
    twin = Account.objects.filter(trade_name="Twin").order_by("pk")[1]
    assert by_name.clean(f"Twin #{twin.pk}") == twin
    with pytest.raises(ValidationError) as refusal:
        by_name.clean("Twin")
    assert refusal.value.messages == [
        "Several accounts are called “Twin”. Choose one from the suggestions, with its number."
    ]


def test_an_account_one_may_not_read_is_refused_by_name_and_by_number(
    by_name: AccountByName, new_account: Callable[..., Account]
) -> None:
    hidden = new_account("Hidden")
    for typed in ("Hidden", f"Hidden #{hidden.pk}", f"#{hidden.pk}", "#999999999999999999"):
        with pytest.raises(ValidationError) as refusal:
            by_name.clean(typed)
        assert refusal.value.messages == [
            f"No account that you may read is called “{typed}”. Choose one from the suggestions."
        ]
