"""One account of the crowd with all that ten years leave: 200 people, 500 diary entries, 30 files, 40 reviews."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

from django.core.files import File
from django.utils import timezone

from accounts.comparison import add_competitor, add_criterion
from accounts.models import Account, AccountYear, Competitor, Contact
from dossiers.attachments.keeping import keep_file
from dossiers.completeness import refresh_completeness
from dossiers.description import SECTIONS, TABLES, Kind
from dossiers.facts import save_section
from dossiers.ladders.competitors import save_competitor_ladder
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import DiaryEntry, EventAhead, FinancialYear, NextStep, Section, TheirParticipant
from dossiers.reviews.verifying import answer_topic, sign_review, start_review
from dossiers.rows import add_row
from kam_portal.foundation.history.authors import written_by

CONTACTS, ENTRIES, FILES, YEARS, EVENTS, ROWS, COMPETITORS = 200, 500, 30, 10, 20, 5, 5
REVIEWS = 4 * YEARS
SAID = "They asked for forty more gauges and for a price that holds until the docks are rebuilt. "


def grow_old(account: Account) -> Account:
    """Two hundred people, five hundred entries, thirty files, ten years of figures and reviews, little else."""
    if account.contacts.count() < CONTACTS:
        with written_by(user=account.kam_id, source="benchmark"):
            _people_and_diary(account)
            _figures(account)
            _files(account)
            _quarters(account, rewritten=False)
    return account


def fill(account: Account) -> Account:
    """The same with every field and every table filled, competitors compared, ladders and twenty events ahead."""
    if account.contacts.count() < CONTACTS:
        with written_by(user=account.kam_id, source="benchmark"):
            _people_and_diary(account)
            _figures(account)
            for n in range(COMPETITORS):
                add_criterion(account=account, name=f"Criterion {n}", weight=Decimal(20))
                add_competitor(account=account, name=f"Competitor {n}")
            _ladders(account)
            _events(account)
            _files(account)
            _quarters(account, rewritten=True)
            _tables(account)
    return account


def _people_and_diary(account: Account) -> None:
    today, have = timezone.localdate(), account.contacts.count()
    people = [Contact(account=account, name=f"Person {n}", title="Engineer") for n in range(have, CONTACTS)]
    contacts = [*account.contacts.all(), *Contact.objects.bulk_create(people)]
    entries = DiaryEntry.objects.bulk_create(
        DiaryEntry(
            account=account,
            by=account.kam,
            on=today - datetime.timedelta(days=7 * n),
            summary=f"{SAID}{n}",
            promises=SAID,
        )
        for n in range(ENTRIES)
    )
    NextStep.objects.bulk_create(
        NextStep(account=account, entry=entry, text="Send the drawings", on=entry.on, owner=account.kam, done_on=done)
        for n, entry in enumerate(entries)
        for done in [None if n % 10 == 0 else entry.on]
    )
    TheirParticipant.objects.bulk_create(
        TheirParticipant(entry=entry, contact=contacts[(n + m) % CONTACTS])
        for n, entry in enumerate(entries)
        for m in range(3)
    )


def _events(account: Account) -> None:
    today = timezone.localdate()
    EventAhead.objects.bulk_create(
        EventAhead(account=account, kind="tender", title=f"Tender {n}", on=today + datetime.timedelta(days=17 * n))
        for n in range(EVENTS)
    )


def _figures(account: Account) -> None:
    last = timezone.localdate().year - 1
    have = set(account.years.values_list("year", flat=True))
    sales = Decimal(1_000_000)
    AccountYear.objects.bulk_create(
        AccountYear(account=account, year=year, currency="EUR", sales=sales, margin=sales / 4)
        for year in range(last - YEARS + 1, last + 1)
        if year not in have
    )
    FinancialYear.objects.bulk_create(
        FinancialYear(account=account, year=year, currency="EUR", turnover=sales, profit=sales / 10, by=account.kam)
        for year in range(last - YEARS + 1, last + 1)
    )


def _ladders(account: Account) -> None:
    answers = dict.fromkeys(FAVOURABLE, "yes")
    for competitor in Competitor.objects.filter(account=account):
        day = timezone.localdate()
        changes = {**answers, "source": "visit"}
        save_competitor_ladder(competitor=competitor, version=0, changes=changes, on=day, by=account.kam)


def _files(account: Account) -> None:
    for n in range(FILES):
        upload = File(io.BytesIO(f"Price list {n}".encode()), name=f"prices-{n}.txt")
        keep_file(account=account, upload=upload, name=f"prices-{n}.txt", by=account.kam, at=timezone.now())


def _quarters(account: Account, *, rewritten: bool) -> None:
    """Ten years of reviews; every section may be written anew before each."""
    kam = account.kam
    assert kam is not None
    for back in reversed(range(1, REVIEWS + 1)):
        at = timezone.now() - datetime.timedelta(days=91 * back)
        if rewritten:
            _write(account, at.date(), f"{SAID}{back}")
        review = start_review(account=account, by=kam, at=at)
        for number, section in enumerate(SECTIONS):
            moment = at + datetime.timedelta(minutes=number)
            answer_topic(review=review, topic=section.key, verdict="true", note="", by=kam, at=moment)
        sign_review(review=review, by=kam, at=at + datetime.timedelta(minutes=20))


def _tables(account: Account) -> None:
    for table in TABLES.values():
        for n in range(ROWS):
            name = str(2020 + n) if table.is_yearly else f"{SAID[:60]}{n}"
            values = {column.key: "12" for column in table.columns if column.kind in (Kind.NUMBER, Kind.PERCENT)}
            day = timezone.localdate()
            add_row(account=account, table=table, values={**values, table.name_key: name}, on=day, by=account.kam)
    refresh_completeness([account.pk])


def _write(account: Account, day: datetime.date, said: str) -> None:
    for section in SECTIONS:
        words = {f.key: said for f in section.fields if f.kind is Kind.TEXT}
        amounts = {f.key: "1000" for f in section.fields if f.kind is Kind.MONEY}
        answers = {f.key: "yes" for f in section.fields if f.kind is Kind.YES_NO}
        values = words | amounts | answers | ({"size_currency": "EUR"} if amounts else {})
        if values:
            stored = Section.objects.filter(account=account, key=section.key).first()
            version = stored.version if stored else 0
            # A section of answers alone says the same every quarter: no source is noted beside nothing.
            source = "visit" if words or stored is None else ""
            save_section(
                account=account, section=section, version=version, values=values, source=source, on=day, by=account.kam
            )
