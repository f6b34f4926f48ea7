"""Many people in one form at the same moment, over real HTTP: what they sent, what was accepted, what was lost.

Everybody reads a counter and saves one more. What a person types is like nothing that anybody else types, so that a
text found in a page is that person's.
"""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, models
from django.middleware.csrf import _get_new_csrf_string

from tests.editing import EditForm


def together(jobs: Sequence[Callable[[], None]]) -> None:
    """Each job in a thread of its own; the first error of any is raised."""

    def closing(job: Callable[[], None]) -> None:
        try:
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        list(pool.map(closing, jobs))


class _Field(HTMLParser):
    """What stands in the first field of that name on a page; None without one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.value: str | None = None
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if self.value is None and tag in ("input", "textarea") and found.get("name") == self.name:
            self.value, self._is_open = found.get("value") or "", tag == "textarea"

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.value = (self.value or "") + data

    def handle_endtag(self, tag: str) -> None:
        self._is_open = self._is_open and tag != "textarea"


def standing_in(page: str, name: str) -> str | None:
    found = _Field(name)
    found.feed(page)
    return found.value if found.value is None else found.value.strip()


@dataclass
class Writer:
    """One person's browser: a kept connection, a session, a CSRF token."""

    host: str
    # The Cookie header of a session, see benchmarks/data.py.
    cookie: str
    token: str = field(default_factory=_get_new_csrf_string)
    answers: Counter[int] = field(default_factory=Counter)
    texts_lost: int = 0

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection(self.host, timeout=120)

    def send(self, address: str, data: dict[str, Any]) -> tuple[int, str]:
        """Status and page."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **data}, doseq=True)
        cookie = f"{self.cookie}; {settings.CSRF_COOKIE_NAME}={self.token}"
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.line.request("POST", address, body, headers)
        answer = self.line.getresponse()
        page = answer.read().decode()
        self.answers[answer.status] += 1
        return answer.status, page

    def save(self, form: EditForm, record: models.Model, version: int, typed: str) -> int:
        status, page = self.send(form.address(record), form.sent(record, typed, version))
        if status != 302:
            self.texts_lost += standing_in(page, form.counter) != typed
        return status


@dataclass(frozen=True)
class Outcome:
    """What became of one form: `versions` and `history` count those after the record was made."""

    sent: int
    accepted: int
    versions: int
    history: int
    counted: int
    others: Counter[int]
    texts_lost: int

    @property
    def lost(self) -> int:
        """Saves that were accepted and then overwritten by somebody who had not read them."""
        return self.accepted - self.counted


def count_up(form: EditForm, record: models.Model, writers: Sequence[Writer], rounds: int) -> Outcome:
    """Everybody saves `rounds` times; a refused save is simply the next round."""

    def write(number: int, writer: Writer) -> None:
        for turn in range(rounds):
            counter, version = form.read(record)
            writer.save(form, record, version, form.typed(counter + 1, number * rounds + turn))

    return _counted(form, record, writers, write)


def count_up_unchecked(form: EditForm, record: models.Model, writers: Sequence[Writer]) -> Outcome:
    """The negative control: the version check is off, because everybody sends the version of the moment of saving."""
    all_have_read = threading.Barrier(len(writers))

    def write(number: int, writer: Writer) -> None:
        counter, _version = form.read(record)
        all_have_read.wait(timeout=60)
        typed = form.typed(counter + 1, number)
        while writer.save(form, record, form.read(record)[1], typed) not in (302, 500):
            pass

    return _counted(form, record, writers, write)


def _counted(
    form: EditForm, record: models.Model, writers: Sequence[Writer], write: Callable[[int, Writer], None]
) -> Outcome:
    before, first = form.read(record)
    together([lambda number=number, writer=writer: write(number, writer) for number, writer in enumerate(writers)])
    after, last = form.read(record)
    answers = sum((writer.answers for writer in writers), Counter[int]())
    others = Counter({status: n for status, n in answers.items() if status not in (302, 409)})
    return Outcome(
        sent=answers.total(),
        accepted=answers[302],
        versions=last - first,
        history=form.history(record, first),
        counted=after - before,
        others=others,
        texts_lost=sum(writer.texts_lost for writer in writers),
    )
