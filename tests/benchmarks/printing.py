"""A dossier and a plan as files: `python -m tests.benchmarks.printing`.

Prints the milliseconds of the PDF for us, the PDF for the client and the workbook, the best of several, for a dossier
of some ten pages that is written for it and taken back; then those of a plan: in full, on one sheet, as slides.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Account
    from dossiers.printing.chapters import Asked

ROOT = Path(__file__).resolve().parents[2]
TIMES, PAGES, MILLISECONDS = 7, 10, 1500
TODAY = datetime.date(2026, 11, 22)
SENTENCE = (
    "They asked for gauges that are certified on the quay, and for an answer on payment before the budget closes. "
)


def report() -> None:
    """On an account of its own."""
    from django.db import transaction

    from dossiers.printing.chapters import Asked
    from dossiers.printing.xlsx import dossier_xlsx

    with transaction.atomic():
        account = _filled()
        assert account.kam is not None
        ours, theirs = (Asked(account, account.kam, TODAY, is_for_client=for_client) for for_client in (False, True))
        print(f"\na dossier as files (target: {PAGES} pages within {MILLISECONDS} ms)")
        print(f"  PDF for us: {_pdf(ours)}")
        print(f"  PDF for the client: {_pdf(theirs)}")
        print(f"  workbook: {_best(lambda turn: dossier_xlsx(ours)):.0f} ms")
        _plan(account)
        transaction.set_rollback(True)


def _pdf(asked: Asked) -> str:
    """Typst remembers what it has laid out: every turn has words of its own."""
    from pypdf import PdfReader

    from dossiers.printing.pdf import data_of
    from kam_portal.foundation.documents.typesetting import typeset

    def written(turn: int) -> bytes:
        data = json.dumps(data_of(asked))
        return typeset("dossier", json.loads(data.replace(" on ", f" on{turn} ").replace("quay", f"quay{turn}")))

    pages = len(PdfReader(io.BytesIO(written(TIMES))).pages)
    return f"{pages} pages, {_best(written):.0f} ms"


def _plan(account: Account) -> None:
    """The plan of the benchmark of its page; the team's lead approves it."""
    from pypdf import PdfReader

    from kam_portal.foundation.documents.typesetting import typeset
    from kam_portal.foundation.people.models import Team, User
    from planning.printing.contents import Asked
    from planning.printing.deck import deck_of
    from planning.printing.one_page import page_of
    from planning.printing.pdf import contents_of, data_of
    from tests.benchmarks.full_plan import planned

    kam = account.kam
    assert kam is not None
    lead = User.objects.create(email="lead@benchmark.example", full_name="Lead", role="lead")
    kam.team = Team.objects.create(name="Printing", lead=lead)
    kam.save()
    asked = Asked(account, planned(account), kam, TODAY)

    def full(turn: int) -> bytes:
        data = json.dumps(data_of(contents_of(asked, with_map=True)))
        return typeset("dossier", json.loads(data.replace("gauge", f"gauge{turn}")))

    def sheet(turn: int) -> bytes:
        data = json.dumps(page_of(contents_of(asked)))
        return typeset("plan_on_one_page", json.loads(data.replace("gauge", f"gauge{turn}")))

    print("\na plan of 30 goals and 200 actions as files")
    print(f"  PDF in full: {len(PdfReader(io.BytesIO(full(TIMES))).pages)} pages, {_best(full):.0f} ms")
    print(f"  one sheet: {_best(sheet):.0f} ms")
    print(f"  slides: {_best(lambda turn: deck_of(contents_of(asked))):.0f} ms")


def _best(write: Callable[[int], bytes]) -> float:
    took = []
    for turn in range(TIMES):
        began = time.perf_counter()
        write(turn)
        took.append(time.perf_counter() - began)
    return min(took) * 1000


def _filled() -> Account:
    """Every field, three rows in every table, ten years, twenty people, forty entries."""
    from decimal import Decimal

    from accounts.assigning import assign
    from accounts.keeping import create_account, create_contact, record_year
    from accounts.models import Account
    from dossiers.description import TABLES, Kind, editable_sections
    from dossiers.diary.writing import write_entry
    from dossiers.events import plan_event
    from dossiers.facts import save_section
    from dossiers.financials import record_financial_year
    from dossiers.rows import add_row
    from kam_portal.foundation.people.models import User

    kam, _created = User.objects.get_or_create(
        email="printing@benchmark.example", defaults={"full_name": "Printing", "role": "manager"}
    )
    made = create_account(by=None, on=TODAY, status="key", reason="benchmark", trade_name="Benchmark of printing")
    assign(account=made, manager=kam, on=TODAY, reason="", by=None)
    account = Account.objects.get(pk=made.pk)
    plain = {Kind.CURRENCY: "EUR", Kind.YES_NO: "yes", Kind.LEVEL: "3", Kind.MONEY: "1200000", Kind.NUMBER: "120"}
    for section in editable_sections():
        texts = {field.key: plain.get(field.kind, SENTENCE * 3) for field in section.fields}
        save_section(account=account, section=section, version=0, values=texts, source="visit", on=TODAY, by=kam)
    for n in range(3):
        for table in TABLES.values():
            values = {column.key: "Certified on the quay" for column in table.columns if column.kind == Kind.LINE}
            values |= {"year": str(2020 + n), "share": "40"} if table.is_yearly else {"note": SENTENCE}
            add_row(account=account, table=table, values=values, source="visit", on=TODAY, by=kam)
    for n in range(10):
        record_year(account=account, year=2016 + n, currency="EUR", sales=Decimal(900_000 + n * 50_000))
        record_financial_year(account=account, year=2016 + n, currency="EUR", turnover=Decimal(90_000_000))
        plan_event(account=account, kind="tender", title=f"Tender {n}", on=TODAY, note=SENTENCE)
    people = [create_contact(account=account, name=f"Person {n}", title="Buyer") for n in range(20)]
    for n in range(40):
        write_entry(
            account=account, by=kam, on=TODAY, summary=SENTENCE * 4, ours=[kam], theirs=people[n % 20 : n % 20 + 2]
        )
    return account


def main() -> None:
    os.environ.setdefault("KAM_VAR_DIR", str(ROOT / "var" / "bench-printing"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    Path(os.environ["KAM_VAR_DIR"]).mkdir(parents=True, exist_ok=True)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    report()


if __name__ == "__main__":
    main()
