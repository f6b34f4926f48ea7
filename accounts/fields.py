"""Form fields for what people type: lines of addresses, money, an account by its name."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.querysets import AccountQuerySet, folded
from kam_portal.foundation.currencies import is_currency
from kam_portal.foundation.plain_text import plain
from kam_portal.foundation.tabular.cells import quoted

LINES_AT_MOST = 20
PHONE = re.compile(r"[+(\s]*\d[\d\s().\-/]{2,}(?:\s*(?:ext|x|доб)\.?\s*\d{1,6})?", re.IGNORECASE)
NUMBER_AT_END = re.compile(r"#(\d{1,18})$")
SUGGESTED_AT_MOST = 200


def seen(text: str) -> str:
    """The text without what nobody sees; ValidationError when nothing of it can be seen."""
    found = plain(text)
    if text.strip() and not found.strip():
        raise ValidationError(_("This text holds only characters that nobody sees. Type it anew."))
    return found


class SeenField(forms.CharField):
    """A name or a title: who looks at it sees all there is of it."""

    def to_python(self, value: Any) -> str:
        return seen(str(super().to_python(value) or "")).strip()


class LinesField(forms.CharField):
    """Several values, one a line; the cleaned value is a list without doubles."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > LINES_AT_MOST:
            raise ValidationError(_("At most %(count)d lines, please."), params={"count": LINES_AT_MOST})
        errors = [error for line in found for error in self.faults(line)]
        if errors:
            raise ValidationError(errors)
        return found

    def faults(self, line: str) -> list[ValidationError]:
        return []


class EmailLines(LinesField):
    def faults(self, line: str) -> list[ValidationError]:
        try:
            validate_email(line)
        except ValidationError:
            sentence = _("“%(line)s” is not an e-mail address. Write it like name@client.example.")
            return [ValidationError(sentence, params={"line": line})]
        return [] if len(line) <= 254 else [ValidationError(_("An e-mail address has at most 254 characters."))]


class PhoneLines(LinesField):
    def faults(self, line: str) -> list[ValidationError]:
        if PHONE.fullmatch(line) and len(line) <= 40:
            return []
        sentence = _("“%(line)s” is not a telephone number. Use digits, spaces and + ( ) - only.")
        return [ValidationError(sentence, params={"line": line})]


class MoneyField(forms.DecimalField):
    """An amount as people write it: 1 234 567,89 or 1,234,567.89; an amount that can be read in two ways is refused."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=16, decimal_places=2, localize=True, **options)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stub says int
        return super().to_python(plain_amount(value) if isinstance(value, str) else value)


class CurrencyField(forms.CharField):
    """The code of a currency, kept in capitals; with `past` of one that is paid with no more, for figures of its time.

    What is stored already stays, whatever it is, so that it keeps nobody from editing something else.
    """

    def __init__(self, *, past: bool = False, **options: Any) -> None:
        attrs = {"maxlength": 3, "size": 4, "autocomplete": "off", "autocapitalize": "characters"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)
        self.past, self.stored = past, ""
        # Added by Django for NUL; no currency has one.
        self.validators = []

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.stored = str(form.get_initial_for_field(self, field_name) or "")
        return super().get_bound_field(form, field_name)

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value) or "")
        code = typed.upper()
        if code and code != self.stored and not is_currency(code, past=self.past):
            raise ValidationError(
                _("There is no currency %(code)s. Write its three letters, such as EUR."),
                params={"code": quoted(typed)},
            )
        return code


def plain_amount(text: str) -> str:
    """The text with a point before the decimals and nothing else; ValidationError when it can be read in two ways."""
    text = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    if "," in text and "." in text:
        decimal = max(",", ".", key=text.rfind)
        thousands = "," if decimal == "." else "."
        return text.replace(thousands, "").replace(decimal, ".")
    for mark in (",", "."):
        if text.count(mark) > 1:
            return text.replace(mark, "")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text):
        sentence = _("“%(amount)s” can be read in two ways. Write it without the comma, or with two decimals.")
        raise ValidationError(sentence, params={"amount": text})
    return text.replace(",", ".")


class Suggesting(forms.TextInput):
    """A text input with suggestions; without JavaScript and with any other text it is a plain input."""

    def __init__(self, suggestions: list[str] | None = None, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions or []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}-suggestions"
        field = super().render(name, value, (attrs or {}) | {"list": list_id, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}">', ((text,) for text in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)


class AccountByName(forms.CharField):
    """One of the accounts a person may use, typed by its name; "Name #12" where several have that name."""

    unknown = _("No account that you may read is called “%(name)s”. Choose one from the suggestions.")

    def __init__(self, *, unknown: Any = unknown, **options: Any) -> None:
        super().__init__(max_length=240, widget=Suggesting(), **options)
        self.unknown = unknown
        self.accounts: AccountQuerySet = Account.objects.none()

    def choose_from(self, accounts: AccountQuerySet) -> None:
        self.accounts = accounts
        rows = accounts.order_by("sort_key", "pk").values_list("trade_name", "pk")[:SUGGESTED_AT_MOST]
        self.widget.suggestions = [f"{name} #{pk}" for name, pk in rows]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Account.objects.filter(pk=value).first()
        return f"{value.trade_name} #{value.pk}" if isinstance(value, Account) else value

    def clean(self, value: Any) -> Account | None:
        text = super().clean(value)
        if not text:
            return None
        numbered = NUMBER_AT_END.search(text)
        if numbered:
            found = list(self.accounts.filter(pk=int(numbered[1]))[:1])
        else:
            found = list(self.accounts.filter(name_key=folded(text)).order_by("pk")[:2])
        if len(found) == 1:
            return found[0]
        raise ValidationError(self._refusal(bool(found)), params={"name": text})

    def _refusal(self, several: bool) -> str:
        if several:
            return str(_("Several accounts are called “%(name)s”. Choose one from the suggestions, with its number."))
        return str(self.unknown)
