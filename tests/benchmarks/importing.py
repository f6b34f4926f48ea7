"""How fast contacts come in: `DEBUG=0 SECRET_KEY=... python -m tests.benchmarks.importing [ROWS]`.

Prints rows a second of an import from CSV bytes to stored, recorded rows, and of the reference: the same rows
validated by the model and created in bulk without any file, mapping, keys or errors by line. Nothing stays.
"""

import datetime
import os
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_portal.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from accounts import bulk  # noqa: E402
from accounts.importing.running import KINDS, run  # noqa: E402
from accounts.models import Account, Contact, Status  # noqa: E402
from kam_portal.foundation.tabular.reading import read_table  # noqa: E402
from kam_portal.foundation.tabular.writing import write_csv  # noqa: E402

TODAY = datetime.date(2026, 11, 22)
CONTACTS_AN_ACCOUNT = 5
GOAL = 0.7
TURNS = 2

Rows = list[tuple[str, str, str, str, str]]


def make_accounts(count: int) -> list[Account]:
    accounts = [Account(trade_name=f"Benchmark client {n}", registration_id=f"benchmark-{n}") for n in range(count)]
    bulk.create_accounts(
        decisions=[bulk.StatusDecision(account, Status.CANDIDATE, TODAY, "benchmark") for account in accounts], by=None
    )
    return accounts


def contact_rows(accounts: list[Account], count: int) -> Rows:
    return [
        (
            accounts[n // CONTACTS_AN_ACCOUNT].trade_name,
            f"Person Number{n}",
            "Head of Procurement",
            f"person{n}@client{n // CONTACTS_AN_ACCOUNT}.example",
            f"+7 495 {n:07d}",
        )
        for n in range(count)
    ]


def by_import(rows: Rows) -> None:
    data = write_csv(["account", "name", "title", "email", "phone"], rows)
    outcome = run(kind=KINDS["contacts"], table=read_table(data), overrides={}, by=None, on=TODAY, dry_run=False)
    assert outcome.created == outcome.rows, outcome.as_json()


def by_reference(accounts: list[Account], rows: Rows) -> None:
    ids = {account.trade_name: account.pk for account in accounts}
    contacts = [
        Contact(account_id=ids[account], name=name, title=title, emails=[email], phones=[phone])
        for account, name, title, email, phone in rows
    ]
    for contact in contacts:
        contact.clean_fields(exclude=["account"])
    Contact.objects.bulk_create(contacts, batch_size=2000)


def timed(work: Callable[[], None]) -> float:
    """Seconds of `work`, whose rows are taken back afterwards."""
    with transaction.atomic():
        started = time.perf_counter()
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE accounts_account, accounts_contact, accounts_contactevent")
    return seconds


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    accounts = make_accounts(count // CONTACTS_AN_ACCOUNT + 1)
    rows = contact_rows(accounts, count)
    reference, imported = [], []
    try:
        for _turn in range(TURNS):
            reference.append(timed(lambda: by_reference(accounts, rows)))
            imported.append(timed(lambda: by_import(rows)))
    finally:
        Account.objects.filter(pk__in=[account.pk for account in accounts]).delete()
    report(count, min(imported), min(reference))


def report(count: int, imported: float, reference: float) -> None:
    print(f"import of {count} contacts: {count / imported:,.0f} rows/s ({imported:.2f} s)")
    print(f"validated bulk create:    {count / reference:,.0f} rows/s ({reference:.2f} s)")
    print(f"ratio {reference / imported:.2f} (goal: at least {GOAL})")


if __name__ == "__main__":
    main()
