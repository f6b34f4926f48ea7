"""Sales by year: account and year decide. Money is read to the cent or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import bulk
from accounts.importing.columns import Column, Line, known_as
from accounts.importing.finding import ACCOUNT_COLUMNS, accounts_of
from accounts.importing.kinds import Circumstances, Kind, Write, titles
from accounts.importing.ledger import Ledger
from accounts.models import AccountYear
from kam_portal.foundation.currencies import is_currency
from kam_portal.foundation.tabular.cells import Cell, Doubtful, as_text, money, quoted, year

FIGURES = ("sales", "margin", "cost_to_serve")


def _currency(cell: Cell) -> str:
    written = as_text(cell).upper()
    if not is_currency(written, past=True):
        raise Doubtful(
            _("%(text)s is not a currency code. Write three letters such as EUR.") % {"text": quoted(written)}
        )
    return written


def _cost(cell: Cell) -> object:
    found = money(cell)
    if found < 0:
        raise Doubtful(_("%(text)s: the cost to serve cannot be negative.") % {"text": quoted(as_text(cell))})
    return found


COLUMNS = (
    *ACCOUNT_COLUMNS,
    Column(
        "year",
        gettext_lazy("year"),
        year(1900, 2100),
        known_as("fiscal year | calendar year | period | FY | Год | Период | Отчётный год | Финансовый год"),
        required=True,
    ),
    Column(
        "sales",
        gettext_lazy("sales"),
        money,
        known_as(
            "sales amount | turnover | revenue | our sales | net sales | amount | value | close value | Продажи | "
            "Оборот | Выручка | Сумма продаж | Объём продаж | Сумма"
        ),
    ),
    Column(
        "margin",
        gettext_lazy("margin"),
        money,
        known_as("gross margin | profit | gross profit | Маржа | Прибыль | Валовая прибыль | Маржинальная прибыль"),
    ),
    Column(
        "cost_to_serve",
        gettext_lazy("cost to serve"),
        _cost,
        known_as("service cost | costs | cost | Стоимость обслуживания | Затраты на обслуживание | Затраты | Расходы"),
    ),
    Column("currency", gettext_lazy("currency"), _currency, known_as("currency code | ccy | Валюта | Код валюты")),
)


def plan(lines: Sequence[Line], ledger: Ledger, circumstances: Circumstances) -> Write:
    accounts = accounts_of(lines, ledger)
    stored = _stored(set(accounts.values()), circumstances)
    firsts: dict[tuple[int, int], Line] = {}
    new: list[AccountYear] = []
    changed: list[AccountYear] = []
    for line in lines:
        _check(line, ledger)
        if ledger.has_rejected(line.number):
            continue
        key = (accounts[line.number], line.values["year"])
        if key in firsts:
            _repeat(line, firsts[key], ledger)
            continue
        firsts[key] = line
        row = stored.get(key) or AccountYear(account_id=key[0], year=key[1], currency="")
        is_changed = _fill(row, line)
        ledger.settle(line, is_new=row._state.adding, is_changed=is_changed)
        if row._state.adding:
            new.append(row)
        elif is_changed:
            changed.append(row)

    def write() -> None:
        bulk.record_years(new=new, changed=changed, written=circumstances.written)

    return write


def _check(line: Line, ledger: Ledger) -> None:
    if ledger.has_rejected(line.number):
        return
    if "year" not in line.values:
        ledger.reject(line.number, _("The year is missing."))
    if not any(name in line.values for name in FIGURES):
        ledger.reject(line.number, _("There is no figure: neither sales nor margin nor cost to serve."))


def _stored(account_ids: set[int], circumstances: Circumstances) -> dict[tuple[int, int], AccountYear]:
    rows = AccountYear.objects.filter(account__in=account_ids).order_by("pk")
    if circumstances.lock:
        rows = rows.select_for_update(of=("self",))
    return {(row.account_id, row.year): row for row in rows}


def _fill(row: AccountYear, line: Line) -> bool:
    """An empty cell leaves what is stored; a new year without a currency is in the company's."""
    values = {name: line.values[name] for name in (*FIGURES, "currency") if name in line.values}
    if not row.currency:
        values.setdefault("currency", settings.COMPANY_CURRENCY)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _repeat(line: Line, first: Line, ledger: Ledger) -> None:
    named = titles(COLUMNS)
    differing = [
        named[name]
        for name, value in line.values.items()
        if name in (*FIGURES, "currency") and first.values.get(name) != value
    ]
    ledger.repeated(line, first, _("account and year %(year)s") % {"year": line.values["year"]}, differing)


KIND = Kind(
    name="sales",
    title=gettext_lazy("Sales by year"),
    about=gettext_lazy("Our sales, margin and cost to serve. Account and year decide whether a line is new."),
    columns=COLUMNS,
    needs=(("account", "registration_id"), ("year",), FIGURES),
    plan=plan,
)
