"""Which stored account a line means: by registration id, else by name the way search folds it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.importing.columns import Column, Line, known_as
from accounts.importing.ledger import Ledger
from kam_portal.foundation.tabular.cells import quoted, text

_FOLD = "SELECT name, kam_fold(name) FROM unnest(%s::text[]) AS given(name)"
_BY_ID = "SELECT registration_id, id, registration_id FROM accounts_account WHERE registration_id = ANY(%s)"
_BY_NAME = "SELECT name_key, id, registration_id FROM accounts_account WHERE name_key = ANY(%s)"

# Names an account is known by in files about something else.
NAME_SYNONYMS = known_as(
    "account | account name | company name | company | client | client name | customer | customer name | "
    "organization | organisation | organization name | trade name | trade_name | security | Клиент | Название "
    "клиента | Наименование клиента | Имя клиента | Компания | Название компании | Наименование компании | "
    "Организация | Наименование организации | Название организации | Контрагент | Наименование контрагента | "
    "Заказчик | Покупатель | Фирма | Предприятие | Торговое название"
)
ID_SYNONYMS = known_as(
    "registration id | registration number | registration no | reg id | company id | account id | account "
    "number | client id | client number | customer id | customer number | CIK | VAT id | VAT number | tax id | "
    "INN | OGRN | ИНН | ОГРН | БИН | УНП | ЕДРПОУ | Регистрационный номер | Рег. номер | Номер клиента | Код "
    "клиента | Код контрагента | ID клиента | Идентификатор клиента"
)
ACCOUNT_COLUMNS = (
    Column("account", gettext_lazy("account"), text(300), NAME_SYNONYMS),
    Column("registration_id", gettext_lazy("registration id"), text(64), ID_SYNONYMS),
)


@dataclass(frozen=True)
class Match:
    pk: int
    registration_id: str


@dataclass
class Stored:
    """The stored accounts a file may mean."""

    folds: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, Match] = field(default_factory=dict)
    by_name: dict[str, list[Match]] = field(default_factory=dict)

    def named(self, name: str) -> list[Match]:
        return self.by_name.get(self.folds.get(name, ""), [])


def look_up(names: Iterable[str], ids: Iterable[str]) -> Stored:
    """Three statements for any number of lines."""
    stored = Stored()
    stored.folds = dict(_rows(_FOLD, list(set(names))))
    stored.by_id = {key: Match(pk, rid) for key, pk, rid in _rows(_BY_ID, list(set(ids)))}
    for key, pk, rid in _rows(_BY_NAME, list(set(stored.folds.values()))):
        stored.by_name.setdefault(key, []).append(Match(pk, rid))
    return stored


def _rows(sql: str, values: Sequence[str]) -> list[Any]:
    if not values:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(values)])
        return list(cursor.fetchall())


def accounts_of(lines: Sequence[Line], ledger: Ledger) -> dict[int, int]:
    """Line number -> id of the stored account its columns `account` and `registration_id` mean; the rest is rejected.

    A name may stand in the column of the id and the other way round: exports call both “account”.
    """
    names = {line.values["account"] for line in lines if "account" in line.values}
    ids = {line.values["registration_id"] for line in lines if "registration_id" in line.values}
    stored = look_up(names, ids | names)
    found: dict[int, int] = {}
    known: dict[tuple[str | None, str | None], int | str] = {}
    for line in lines:
        key = (line.get("registration_id"), line.get("account"))
        if key not in known:
            known[key] = _meant(stored, *key)
        answer = known[key]
        if isinstance(answer, int):
            found[line.number] = answer
        else:
            ledger.reject(line.number, answer)
    return found


def _meant(stored: Stored, registration_id: str | None, name: str | None) -> int | str:
    """The id of the account, or why it is not known."""
    if registration_id and registration_id in stored.by_id:
        return _same(stored.by_id[registration_id], registration_id, name, stored.named(name) if name else [])
    if not name:
        if not registration_id:
            return _("The account is missing.")
        return _("No account has the registration id %(id)s. Import the accounts first, or correct it.") % {
            "id": quoted(registration_id)
        }
    matches = stored.named(name)
    if registration_id:
        # The id is not stored: the name alone decides only where it does not contradict another id.
        matches = [match for match in matches if not match.registration_id] or matches
        if len(matches) == 1 and matches[0].registration_id:
            return _("%(name)s is stored with the registration id %(stored)s, not %(given)s. Correct one of them.") % {
                "name": quoted(name),
                "stored": quoted(matches[0].registration_id),
                "given": quoted(registration_id),
            }
    if name in stored.by_id and not matches:
        return stored.by_id[name].pk
    if not matches:
        return _("No account is called %(name)s. Import the accounts first, or correct the name.") % {
            "name": quoted(name)
        }
    if len(matches) > 1:
        return ambiguous(name, len(matches))
    return matches[0].pk


def _same(match: Match, registration_id: str, name: str | None, named: list[Match]) -> int | str:
    """The account of that id, unless the name beside it is another account's."""
    if name and named and match not in named:
        return _(
            "The registration id %(id)s and the name %(name)s are two different accounts. Correct one of them."
        ) % {
            "id": quoted(registration_id),
            "name": quoted(name),
        }
    return match.pk


def ambiguous(name: str, count: int) -> str:
    return _("%(count)s accounts are called %(name)s. Add their registration ids to tell them apart.") % {
        "count": count,
        "name": quoted(name),
    }
