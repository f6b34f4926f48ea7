"""Contacts: account and name decide. Several e-mails or phones stand in one cell, separated by ; or /."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import bulk
from accounts.importing.columns import Column, Line, known_as
from accounts.importing.finding import ACCOUNT_COLUMNS, accounts_of
from accounts.importing.kinds import Circumstances, Kind, Write, titles
from accounts.importing.ledger import Ledger
from accounts.models import Contact
from accounts.personal.refusing import ERASED
from kam_portal.foundation.tabular.cells import email, quoted, several, text

OWN = ("title", "emails", "phones")

COLUMNS = (
    *ACCOUNT_COLUMNS,
    Column(
        "name",
        gettext_lazy("name"),
        text(200),
        known_as(
            "full name | contact name | contact | contact person | person | ФИО | Имя и фамилия | Контакт | "
            "Контактное лицо | Представитель"
        ),
    ),
    Column("first_name", gettext_lazy("first name"), text(100), known_as("given name | forename | Имя")),
    Column("last_name", gettext_lazy("last name"), text(100), known_as("surname | family name | Фамилия")),
    Column(
        "title",
        gettext_lazy("title"),
        text(200),
        known_as("contact title | job title | position | post | role | Должность | Роль | Пост"),
    ),
    Column(
        "emails",
        gettext_lazy("e-mails"),
        several(email, r"[;,/\s]+"),
        known_as(
            "email | e-mail | mail | email address | e-mail address | contact email | Почта | Эл. почта | "
            "Электронная почта | Адрес электронной почты | Электронный адрес | Имейл"
        ),
    ),
    Column(
        "phones",
        gettext_lazy("phones"),
        several(text(40), r"\s*[;/\n]\s*"),
        known_as(
            "phone | telephone | tel | phone number | phone numbers | contact phone | work phone | business phone | "
            "Телефон | Телефоны | Тел | Номер телефона | Рабочий телефон | Контактный телефон"
        ),
    ),
    Column(
        "mobile",
        gettext_lazy("mobile phone"),
        several(text(40), r"\s*[;/\n]\s*"),
        known_as("mobile | cell | cell phone | mobile number | Мобильный | Мобильный телефон | Сотовый | Моб. тел."),
    ),
)


def plan(lines: Sequence[Line], ledger: Ledger, circumstances: Circumstances) -> Write:
    accounts = accounts_of(lines, ledger)
    stored = _stored(set(accounts.values()), circumstances)
    firsts: dict[tuple[int, str], tuple[Line, dict[str, Any]]] = {}
    new: list[bulk.NewContact] = []
    changed: list[Contact] = []
    for line in lines:
        name = name_of(line)
        if not name and not ledger.has_rejected(line.number):
            ledger.reject(line.number, _("The name is missing."))
        if ledger.has_rejected(line.number):
            continue
        account_id, values = accounts[line.number], _values(line)
        key = (account_id, name.casefold())
        if key in firsts:
            _repeat(line, *firsts[key], values, ledger)
            continue
        firsts[key] = (line, values)
        contact = stored.get(key)
        if contact is None:
            new.append(bulk.NewContact(account_id, name, **values))
            ledger.settle(line, is_new=True, is_changed=True)
            continue
        if contact.erased_on is not None:
            ledger.reject(line.number, str(ERASED))
            continue
        is_changed = _fill(contact, {"name": name, **values})
        ledger.settle(line, is_new=False, is_changed=is_changed)
        if is_changed:
            changed.append(contact)

    def write() -> None:
        bulk.create_contacts(contacts=new, written=circumstances.written)
        bulk.edit_contacts(contacts=changed, fields=["name", *OWN], written=circumstances.written)

    return write


def name_of(line: Line) -> str:
    """The whole name, or its parts put together."""
    parts = (line.get("first_name", ""), line.get("last_name", ""))
    return str(line.get("name") or " ".join(part for part in parts if part))


def _values(line: Line) -> dict[str, Any]:
    values = {name: line.values[name] for name in OWN if name in line.values}
    if mobile := line.get("mobile"):
        values["phones"] = list(dict.fromkeys([*values.get("phones", []), *mobile]))
    return values


def _stored(account_ids: set[int], circumstances: Circumstances) -> dict[tuple[int, str], Contact]:
    """The contacts of those accounts by account and folded name; an exact spelling goes before a like one."""
    rows = Contact.objects.filter(account__in=account_ids).order_by("pk")
    if circumstances.lock:
        rows = rows.select_for_update(of=("self",))
    found: dict[tuple[int, str], Contact] = {}
    for contact in rows:
        found.setdefault((contact.account_id, contact.name.casefold()), contact)
    return found


def _repeat(line: Line, first: Line, before: dict[str, Any], values: dict[str, Any], ledger: Ledger) -> None:
    named = titles(COLUMNS)
    differing = [named[name] for name, value in values.items() if before.get(name) != value]
    ledger.repeated(line, first, _("account and name %(name)s") % {"name": quoted(name_of(line))}, differing)


def _fill(contact: Contact, values: dict[str, Any]) -> bool:
    changed = False
    for name, value in values.items():
        if getattr(contact, name) != value:
            setattr(contact, name, value)
            changed = True
    return changed


KIND = Kind(
    name="contacts",
    title=gettext_lazy("Contacts"),
    about=gettext_lazy("People at the clients. Account and name decide whether a line is a new contact."),
    columns=COLUMNS,
    needs=(("account", "registration_id"), ("name", "last_name", "first_name")),
    plan=plan,
)
