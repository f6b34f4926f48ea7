"""Two accounts of two teams with a row of each kind: what forms are offered, and what they must refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.keeping import create_contact, record_year
from accounts.models import Account, AccountMember, Competitor, Contact
from decision_map.drawing import add_post, begin_map
from decision_map.lines import draw_line
from decision_map.models import Actor
from decision_map.newcomers import Newcomer, add_newcomers
from dossiers.attachments.keeping import keep_file
from dossiers.description import TABLES
from dossiers.diary.steps import add_step
from dossiers.diary.writing import write_entry
from dossiers.ladders.inviting import invite_client
from dossiers.models import DiaryEntry, EventAhead, FinancialYear
from dossiers.rows import add_row
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.dossiers.files import upload

SignIn = Callable[[User], Client]
MISSING = 99_999_999


@dataclass
class World:
    """Anna's account in the north and Viktor's in the south, with a row of each kind."""

    cast: SimpleNamespace
    mine: Account
    theirs: Account
    contact: Contact
    entry: DiaryEntry
    mine_rows: dict[str, models.Model]
    their_rows: dict[str, models.Model]


def rows_of(account: Account, by: User) -> dict[str, models.Model]:
    entry = write_entry(account=account, by=by, on=TODAY, summary="Met", kind="call")
    return {
        "contact": create_contact(account=account, name="Kari"),
        "year": record_year(account=account, year=2025, currency="EUR"),
        "financial": FinancialYear.objects.create(account=account, year=2025, currency="EUR"),
        "event": EventAhead.objects.create(account=account, kind="other", title="Fair", on=TODAY),
        "row": add_row(account=account, table=TABLES["goals"], values={"name": "Grow"}, on=TODAY, by=by),
        "competitor": Competitor.objects.create(account=account, name="Fjordmatic"),
        "invitation": invite_client(account=account, by=by, at=timezone.now(), language="en")[0],
        **on_a_map(account),
        "entry": entry,
        "step": add_step(entry=entry, text="call", on=TODAY, owner=by),
        "attachment": keep_file(
            account=account, upload=upload("a.txt", b"a"), name="a.txt", by=by, at=timezone.now()
        ).attachment,
        "seat": AccountMember.objects.create(account=account, user=by, function="sales", can_edit=True),
    }


def on_a_map(account: Account) -> dict[str, models.Model]:
    map_ = begin_map(account=account, title="All of it")
    held, other = add_newcomers(map_=map_, newcomers=[Newcomer(1, "Petrov", "CEO"), Newcomer(2, "Orlov")], on=TODAY)
    assert isinstance(held, Actor) and isinstance(other, Actor)
    return {
        "map": map_,
        "actor": held,
        "post": held.occupancies.get().post,
        "vacancy": add_post(map_=map_, title="CFO"),
        "line": draw_line(kind="influence", from_actor=held, to_actor=other, strength=1, on=TODAY, by=None),
        "other": other,
    }


def world_of(cast: SimpleNamespace, new_account: Callable[..., Account]) -> World:
    mine, theirs = new_account("Mine", kam=cast.anna), new_account("Theirs", kam=cast.viktor)
    mine_rows, their_rows = rows_of(mine, cast.anna), rows_of(theirs, cast.viktor)
    entry, contact = mine_rows["entry"], their_rows["contact"]
    assert isinstance(entry, DiaryEntry) and isinstance(contact, Contact)
    return World(cast, mine, theirs, contact, entry, mine_rows, their_rows)


DIARY = {"kind": "call", "on": "2026-11-20", "summary": "Met"}
PERSON = {"full_name": "B", "role": "manager", "function": "sales", "language": "en", "time_zone": "Europe/Moscow"}
ABSENT = {"absent_from": "2026-12-01", "absent_until": "2026-12-05", "version": 1}
