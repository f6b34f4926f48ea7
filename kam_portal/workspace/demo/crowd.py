"""Thousands of made-up accounts for benchmarks, by bulk paths that keep the invariants of the single verbs.

Every account has a status with its reason, an open assignment that agrees with its manager, contacts, years whose
latest sales it carries, facts with provenance, an event ahead, and a dossier whose due date follows from its last
signed review.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db import transaction

from accounts import lifecycle
from accounts.keeping import refresh_annual_sales
from accounts.models import Account, AccountYear, Assignment, Contact, Status, StatusChange
from dossiers.completeness import refresh_completeness
from dossiers.models import EventAhead, EventKind, Fact, Review, Section
from dossiers.scheduling import keep_cadence
from kam_portal.foundation.people.models import Function, Team, User
from kam_portal.foundation.people.roles import Role

ACCOUNTS_A_MANAGER, MANAGERS_A_TEAM, CHUNK = 100, 8, 1_000
CONTACTS_AN_ACCOUNT = 5
FACT_SECTIONS = {"description": "general", "positioning": "general", "relationship_now": "relationship"}
FIRST = ("Nor", "Vel", "Kas", "Ter", "Lum", "Ost", "Ari", "Bel", "Cor", "Dan", "Эль", "Вол", "Сев", "Ура", "Мос")
SECOND = ("dale", "mar", "tek", "vik", "stal", "prom", "gaz", "line", "trans", "agro", "форм", "снаб", "строй", "маш")
THIRD = ("Group", "Systems", "Foods", "Logistics", "Energy", "Invest", "Завод", "Холдинг", "Торг", "Сервис")
GIVEN = ("Anna", "Ivan", "Maria", "Peter", "Olga", "Артём", "Пётр", "Юлия", "Lars", "Ingrid")
FAMILY = ("Smirnova", "Keller", "Novak", "Ivanov", "Berg", "Соловьёва", "Ежов", "Jensen", "Costa", "Moreau")
INDUSTRIES = ("Metals", "Food", "Energy", "Transport", "Chemistry", "Retail", "Software", "Пищевая промышленность")
STATUSES = (Status.KEY, Status.KEY_DEVELOPMENT, Status.MAINTENANCE, Status.OPPORTUNISTIC)
SHARES = (3, 7, 40, 50)

Progress = Callable[[int], None]


def gather(*, accounts: int, seed: int, at: datetime.date, progress: Progress = lambda done: None) -> None:
    """Create the crowd and its managers; the same seed and day give the same crowd."""
    dice = random.Random(seed)
    managers = _managers(max(1, accounts // ACCOUNTS_A_MANAGER))
    for start in range(0, accounts, CHUNK):
        numbers = range(start, min(start + CHUNK, accounts))
        with transaction.atomic():
            _gather_chunk(numbers, managers, dice, at)
        progress(numbers[-1] + 1)


def _managers(count: int) -> list[User]:
    teams = [Team(name=f"Crowd {n + 1}") for n in range(-(-count // MANAGERS_A_TEAM))]
    Team.objects.bulk_create(teams)
    leads = [_person(f"crowd-lead-{n + 1}", Role.LEAD, team) for n, team in enumerate(teams)]
    managers = [_person(f"crowd-{n + 1}", Role.MANAGER, teams[n // MANAGERS_A_TEAM]) for n in range(count)]
    User.objects.bulk_create([*leads, *managers])
    for team, lead in zip(teams, leads, strict=True):
        team.lead = lead
    Team.objects.bulk_update(teams, ["lead"])
    return managers


def _person(key: str, role: Role, team: Team) -> User:
    user = User(email=f"{key}@crowd.example", full_name=key.replace("-", " ").title(), role=role, team=team)
    user.function = Function.SALES
    user.set_unusable_password()
    return user


def _gather_chunk(numbers: range, managers: list[User], dice: random.Random, at: datetime.date) -> None:
    accounts = [_account(n, managers[n % len(managers)], dice, at) for n in numbers]
    Account.objects.bulk_create(accounts)
    ids = [account.pk for account in accounts]
    StatusChange.objects.bulk_create(
        StatusChange(account=a, status=a.status, since=a.status_since, reason="crowd", decided_by=None)
        for a in accounts
    )
    Assignment.objects.bulk_create(Assignment(account=a, manager=a.kam, started_on=a.status_since) for a in accounts)
    Contact.objects.bulk_create(c for a in accounts for c in _contacts(a, dice))
    AccountYear.objects.bulk_create(y for a in accounts for y in _years(a, dice, at))
    refresh_annual_sales(ids)
    lifecycle.tell_followers(ids, None)
    _dossiers(accounts, dice, at)


def _account(number: int, manager: User, dice: random.Random, at: datetime.date) -> Account:
    name = f"{dice.choice(FIRST)}{dice.choice(SECOND)} {dice.choice(THIRD)} {number + 1}"
    return Account(
        trade_name=name,
        legal_name=f"{name} Ltd",
        registration_id=f"C{number + 1:07d}",
        country=dice.choice(("Norway", "Germany", "Россия", "Kazakhstan")),
        industry=dice.choice(INDUSTRIES),
        status=dice.choices(STATUSES, SHARES)[0],
        status_since=at - datetime.timedelta(days=dice.randrange(700, 1500)),
        kam=manager,
    )


def _contacts(account: Account, dice: random.Random) -> Iterator[Contact]:
    for n in range(CONTACTS_AN_ACCOUNT):
        name = f"{dice.choice(GIVEN)} {dice.choice(FAMILY)} {n + 1}"
        yield Contact(account=account, name=name, title="Head of procurement", emails=[f"c{n}@crowd.example"])


def _years(account: Account, dice: random.Random, at: datetime.date) -> Iterator[AccountYear]:
    for year in range(at.year - 3, at.year):
        sales = Decimal(dice.randrange(10_000, 5_000_000)).quantize(Decimal("0.01"))
        yield AccountYear(account=account, year=year, currency="EUR", sales=sales, margin=sales / 4)


def _dossiers(accounts: list[Account], dice: random.Random, at: datetime.date) -> None:
    ids = [account.pk for account in accounts]
    Section.objects.bulk_create(
        Section(account=a, key=key, version=1) for a in accounts for key in ("general", "relationship")
    )
    Fact.objects.bulk_create(f for a in accounts for f in _facts(a, at))
    Review.objects.bulk_create(_review(a, dice, at) for a in accounts)
    EventAhead.objects.bulk_create(_event(a, at) for a in accounts)
    keep_cadence(ids)
    refresh_completeness(ids)


def _facts(account: Account, at: datetime.date) -> Iterator[Fact]:
    for key, section in FACT_SECTIONS.items():
        yield Fact(
            account=account,
            section=section,
            key=key,
            value=f"{account.trade_name}: {key}",
            as_of=at - datetime.timedelta(days=account.pk % 200),
            by=account.kam,
            source="crowd",
            section_version=1,
        )


def _event(account: Account, at: datetime.date) -> EventAhead:
    """One a client, spread over the year and the kinds."""
    kind = EventKind.values[account.pk % len(EventKind.values)]
    on = at + datetime.timedelta(days=account.pk * 37 % 365)
    return EventAhead(account=account, kind=kind, title=f"{account.trade_name}: {kind}", on=on, lead_days=60)


def _review(account: Account, dice: random.Random, at: datetime.date) -> Review:
    cadence_days = {Status.MAINTENANCE: 184, Status.OPPORTUNISTIC: 365}.get(Status(account.status), 92)
    signed_on = at - datetime.timedelta(days=int(dice.random() * cadence_days * 1.58))
    signed_at = datetime.datetime.combine(signed_on, datetime.time(9), tzinfo=datetime.UTC)
    return Review(
        account=account,
        number=1,
        state=Review.State.SIGNED,
        opened_at=signed_at,
        opened_by=account.kam,
        signed_at=signed_at,
        signed_on=signed_on,
        signed_by=account.kam,
    )
