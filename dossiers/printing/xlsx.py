"""The dossier as a workbook: a sheet for every kind of rows, dates as dates, numbers as numbers. For us alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Account, AccountYear, BuyingCriterion, Contact
from accounts.selection.comparison_standing import standing_of
from dossiers.description import SECTIONS, TABLES, Field, Kind, Table
from dossiers.models import DiaryEntry, Dossier, EventAhead, Fact, FinancialYear, NextStep, TableRow
from dossiers.models.provenance import Provenance
from dossiers.printing.chapters import Asked
from dossiers.printing.words import titled
from dossiers.values import from_stored, to_words
from kam_portal.foundation.tabular.writing import Sheet, write_workbook

TYPED = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.DATE, Kind.YEAR)
Row = Sequence[Any]


def dossier_xlsx(asked: Asked) -> bytes:
    """Empty sheets are left out; the first, on the account itself, always stands."""
    account = asked.account
    sheets = [_facts(account), *_tables(account), _figures(account), _sales(account), _people(account)]
    sheets += [_comparison(account), _events(account), _diary(account), _steps(account)]
    return write_workbook([_account(account), *(sheet for sheet in sheets if sheet.rows)])


def _known_titles() -> list[str]:
    return [_("As of"), _("By"), _("Source")]


def _known(row: Provenance) -> list[Any]:
    return [row.as_of, row.by.full_name if row.by else "", row.source]


def _value(field: Field, text: str) -> Any:
    """A figure or a date as such, anything else in words; None for nothing."""
    return from_stored(field, text) if field.kind in TYPED else to_words(field, text) or None


def _account(account: Account) -> Sheet:
    dossier = getattr(account, "dossier", None)
    plain = ("trade_name", "legal_name", "registration_id", "country", "industry", "site", "founded")
    rows: list[Row] = [(titled(Account, field), getattr(account, field)) for field in plain]
    rows += [
        (titled(Account, "parent"), account.parent.trade_name if account.parent else ""),
        (titled(Account, "status"), str(account.get_status_display())),
        (titled(Account, "status_since"), account.status_since),
        (titled(Account, "kam"), account.kam.full_name if account.kam else ""),
        (titled(Dossier, "signed_on"), dossier.signed_on if dossier else None),
        (titled(Dossier, "due_on"), dossier.due_on if dossier else None),
        (titled(Dossier, "completeness"), dossier.completeness if dossier else None),
    ]
    return Sheet(_("Account"), [_("What"), _("Value")], rows)


def _facts(account: Account) -> Sheet:
    stored = {fact.key: fact for fact in Fact.objects.filter(account=account).exclude(value="").select_related("by")}
    rows = [
        [f"{section.letter} · {section.title}", _titled(field), _value(field, fact.value), *_known(fact)]
        for section in SECTIONS
        for field in section.fields
        if (fact := stored.get(field.key))
    ]
    return Sheet(_("Facts"), [_("Section"), _("Fact"), _("Value"), *_known_titles()], rows)


def _titled(field: Field) -> str:
    return f"{field.group}: {field.title}" if field.group else str(field.title)


def _tables(account: Account) -> Iterator[Sheet]:
    rows: dict[str, list[TableRow]] = {}
    for row in TableRow.objects.filter(account=account).select_related("by").order_by("pk"):
        rows.setdefault(row.table, []).append(row)
    for table in TABLES.values():
        yield _table(table, rows.get(table.key, ()))


def _table(table: Table, rows: Sequence[TableRow]) -> Sheet:
    found = [
        [*(_value(column, row.values.get(column.key, "")) for column in table.columns), *_known(row)] for row in rows
    ]
    return Sheet(str(table.title), [*(str(column.title) for column in table.columns), *_known_titles()], found)


def _figures(account: Account) -> Sheet:
    header = [_("Year"), _("Currency"), _("Turnover"), _("Profit"), _("Headcount"), _("Estimate"), *_known_titles()]
    rows = [
        [
            row.year,
            row.currency,
            row.turnover,
            row.profit,
            row.headcount,
            _("Yes") if row.is_estimate else _("No"),
            *_known(row),
        ]
        for row in FinancialYear.objects.filter(account=account).select_related("by")
    ]
    return Sheet(_("Financial indicators"), header, rows)


def _sales(account: Account) -> Sheet:
    columns = ("year", "currency", "sales", "margin", "cost_to_serve")
    rows = list(AccountYear.objects.filter(account=account).values_list(*columns))
    header = [_("Year"), _("Currency"), _("Sales"), _("Margin"), _("Cost to serve")]
    return Sheet(_("Our sales and margin"), header, rows)


def _people(account: Account) -> Sheet:
    rows = [
        [contact.name, contact.title, ", ".join(contact.emails), ", ".join(contact.phones), contact.verified_on]
        for contact in Contact.objects.known().filter(account=account)
    ]
    header = [titled(Contact, column) for column in ("name", "title", "emails", "phones", "verified_on")]
    return Sheet(_("People at the client"), header, rows)


def _comparison(account: Account) -> Sheet:
    """A line a criterion, a column a supplier."""
    standing = standing_of(account.pk)
    rows = [
        [
            line.criterion.name,
            line.criterion.weight,
            *(cell.value for cell in line.cells),
            line.criterion.verified_on,
            line.criterion.source,
        ]
        for line in standing.lines
    ]
    names = [rival.name for rival in standing.competitors]
    header = [_("Criterion"), _("Weight, %"), _("We"), *names]
    header += [titled(BuyingCriterion, "verified_on"), _("Source")]
    return Sheet(_("Comparison"), header, rows)


def _events(account: Account) -> Sheet:
    rows = [
        [event.on, event.title, str(event.get_kind_display()), event.lead_days, event.note, *_known(event)]
        for event in EventAhead.objects.filter(account=account).select_related("by")
    ]
    header = [titled(EventAhead, "on"), _("What"), _("Kind"), _("Lead time, days"), _("Note"), *_known_titles()]
    return Sheet(_("Events ahead"), header, rows)


def _diary(account: Account) -> Sheet:
    entries = DiaryEntry.objects.filter(account=account).select_related("by")
    header = [
        titled(DiaryEntry, column) for column in ("on", "kind", "mood", "summary", "promises", "ours", "theirs", "by")
    ]
    return Sheet(_("Diary"), header, [_entry(entry) for entry in entries.prefetch_related("ours", "theirs")])


def _entry(entry: DiaryEntry) -> Row:
    return [
        entry.on,
        str(entry.get_kind_display()),
        str(entry.get_mood_display()),
        entry.summary,
        entry.promises,
        ", ".join(user.full_name for user in entry.ours.all()),
        ", ".join(contact.name for contact in entry.theirs.all()),
        entry.by.full_name if entry.by else "",
    ]


def _steps(account: Account) -> Sheet:
    rows = [
        [step.entry.on, step.text, step.on, step.owner.full_name, step.done_on]
        for step in NextStep.objects.filter(account=account).select_related("entry", "owner").order_by("on", "pk")
    ]
    header = [titled(DiaryEntry, "on"), *(titled(NextStep, column) for column in ("text", "on", "owner", "done_on"))]
    return Sheet(_("Next steps"), header, rows)
