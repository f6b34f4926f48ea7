"""Twenty people save one section at once, over real HTTP on real PostgreSQL: nothing is lost (proof.md, section 2)."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from dossiers.description import BY_KEY
from dossiers.diary.writing import edit_entry, write_entry
from dossiers.events import edit_event, plan_event, remove_event
from dossiers.facts import save_section, stored_values
from dossiers.models import DiaryEntry, EventAhead, Fact, OurParticipant, Section
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.dossiers.reviewing import section_version

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ROUNDS = 20, 50
DECISION = BY_KEY["decision"]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Halvorsen", kam=cast.anna)
    values = {"actors": "0"}
    save_section(account=account, section=DECISION, version=0, values=values, source="", on=TODAY, by=None)
    return account


@dataclass
class Writer:
    """One person's browser: a kept connection, a session, a CSRF token."""

    host: str
    account: Account
    cookie: str
    token: str = field(default_factory=_get_new_csrf_string)
    answers: Counter[int] = field(default_factory=Counter)
    texts_lost: int = 0

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection(self.host, timeout=120)

    def save(self, version: int, **values: str) -> int:
        body = urlencode({"version": version, "csrfmiddlewaretoken": self.token, **values})
        cookie = f"{self.cookie}; {settings.CSRF_COOKIE_NAME}={self.token}"
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.line.request("POST", reverse("section_edit", args=[self.account.pk, "decision"]), body, headers)
        answer = self.line.getresponse()
        page = answer.read().decode()
        self.answers[answer.status] += 1
        if answer.status != 302:
            self.texts_lost += any(text not in page for text in values.values())
        return answer.status


@pytest.fixture
def new_writer(
    live_server: SimpleNamespace, account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> Callable[[], Writer]:
    host = urlsplit(live_server.url).netloc

    def make() -> Writer:
        session = signed_in(cast.anna).cookies[settings.SESSION_COOKIE_NAME].value
        return Writer(host, account, f"{settings.SESSION_COOKIE_NAME}={session}")

    return make


def read(account: Account) -> tuple[int, int]:
    """The counter and the version it was read with, as a page shows them together."""
    fact = Fact.objects.get(account=account, key="actors")
    return int(fact.value), fact.section_version


def together(jobs: list[Callable[[], None]]) -> None:
    def closing(job: Callable[[], None]) -> None:
        try:
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        list(pool.map(closing, jobs))


def test_twenty_writers_fifty_rounds_lose_nothing(account: Account, new_writer: Callable[[], Writer]) -> None:
    """Everybody reads a counter and saves one more; a refused save is simply the next round."""
    writers = [new_writer() for _ in range(WRITERS)]

    def count_up(writer: Writer) -> None:
        for number in range(ROUNDS):
            counter, version = read(account)
            writer.save(version, actors=str(counter + 1), criteria=f"typed-{id(writer)}-{number}")

    together([lambda writer=writer: count_up(writer) for writer in writers])
    answers = sum((writer.answers for writer in writers), Counter())
    accepted = answers[302]
    row = Section.objects.get(account=account, key="decision")
    history = Section.pgh_event_model.objects.filter(pgh_obj_id=row.pk, version__gt=1)  # type: ignore[attr-defined]
    assert answers[302] + answers[409] == WRITERS * ROUNDS
    assert (row.version - 1, history.count(), read(account)[0]) == (accepted, accepted, accepted)
    assert sum(writer.texts_lost for writer in writers) == 0
    assert accepted >= ROUNDS


def test_without_the_version_check_updates_are_lost(account: Account, new_writer: Callable[[], Writer]) -> None:
    """The negative control: who passes the version of the moment instead of the one read overwrites the others."""
    writers = [new_writer() for _ in range(WRITERS)]
    all_have_read = threading.Barrier(WRITERS)

    def count_up(writer: Writer) -> None:
        counter, _version = read(account)
        all_have_read.wait(timeout=60)
        while writer.save(section_version(account, DECISION), actors=str(counter + 1), criteria=str(id(writer))) != 302:
            pass

    together([lambda writer=writer: count_up(writer) for writer in writers])
    accepted = sum(writer.answers[302] for writer in writers)
    assert accepted == WRITERS
    assert read(account)[0] < accepted


def test_a_diary_entry_and_its_people_change_together_or_not_at_all(account: Account, cast: SimpleNamespace) -> None:
    entry = write_entry(account=account, by=None, on=TODAY, summary="0", ours=[cast.anna])
    people = [cast.anna, cast.leonid, cast.boris, cast.pavel]
    accepted: list[int] = []

    def rewrite(number: int) -> None:
        for turn in range(10):
            version = DiaryEntry.objects.get(pk=entry.pk).version
            chosen = people[(number + turn) % len(people)]
            try:
                edit_entry(entry=entry, version=version, changes={"summary": f"{number}-{turn}", "ours": [chosen]})
            except StaleEdit:
                continue
            accepted.append(version)

    together([lambda number=number: rewrite(number) for number in range(8)])
    assert sorted(accepted) == list(range(1, len(accepted) + 1))
    assert DiaryEntry.objects.get(pk=entry.pk).version == len(accepted) + 1
    assert OurParticipant.objects.filter(entry=entry).count() == 1


def test_delete_against_edit_has_one_winner(account: Account) -> None:
    """Whoever comes second is told: the edit that the row is gone, the removal that it was changed."""
    for _round in range(10):
        event = plan_event(account=account, kind="tender", title="Tender", on=TODAY)
        said: list[str] = []

        def edit(event: EventAhead = event, said: list[str] = said) -> None:
            try:
                edit_event(event=event, version=1, changes={"title": "Tender moved"})
                said.append("edited")
            except EventAhead.DoesNotExist:
                said.append("gone")

        def remove(event: EventAhead = event, said: list[str] = said) -> None:
            try:
                remove_event(event=event, version=1)
                said.append("removed")
            except StaleEdit:
                said.append("changed")

        together([edit, remove])
        left = EventAhead.objects.filter(pk=event.pk).values_list("title", flat=True).first()
        assert (sorted(said), left) in [(["changed", "edited"], "Tender moved"), (["gone", "removed"], None)]


def test_two_sections_saved_at_once_do_not_collide(account: Account) -> None:
    sections = [section for section in BY_KEY.values() if section.fields and section.key != "decision"]
    refused: list[str] = []

    def fill(key: str) -> None:
        section = BY_KEY[key]
        name = section.fields[0].key
        value = "yes" if key == "ladder" else "words"
        try:
            save_section(
                account=account, section=section, version=0, values={name: value}, source="", on=TODAY, by=None
            )
        except StaleEdit:
            refused.append(key)

    together([lambda key=section.key: fill(key) for section in sections])
    assert refused == []
    found = {section.key: stored_values(account, section)[section.fields[0].key] != "" for section in sections}
    assert found == {section.key: True for section in sections}
