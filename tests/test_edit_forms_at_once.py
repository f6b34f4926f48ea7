"""Twenty people write in one form at once, over real HTTP on real PostgreSQL: nothing is lost (proof.md, section 2).

Two rounds of every form here, fifty by `python -m tests.benchmarks.writers`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from accounts.models import Account
from kam_portal.foundation.history.editing import Versioned
from kam_portal.foundation.people.models import User
from tests.edit_forms import ACCOUNTS, BUTTONS, DOSSIER, EDIT_FORMS, MAP
from tests.editing import EditForm
from tests.writers import Writer, count_up, count_up_unchecked, together

WRITERS, ROUNDS = 20, 2
FLOORS = ("accounts", "dossiers", "decision_map", "planning")
NewWriters = Callable[[EditForm], list[Writer]]
of_every_form = pytest.mark.parametrize("form", EDIT_FORMS, ids=str)


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def new_writers(live_server: SimpleNamespace, cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> NewWriters:
    """Twenty browsers of the people who may write in a form."""
    host = urlsplit(live_server.url).netloc

    def made(name: str) -> Writer:
        session = signed_in(getattr(cast, name)).cookies[settings.SESSION_COOKIE_NAME].value
        return Writer(host, f"{settings.SESSION_COOKIE_NAME}={session}")

    return lambda form: [made(form.writers[number % len(form.writers)]) for number in range(WRITERS)]


def versioned_forms(form: type[Versioned] = Versioned) -> set[type[Versioned]]:
    """All that are known once every page is."""
    assert get_resolver().url_patterns
    below = form.__subclasses__()
    return {*below, *(each for found in below for each in versioned_forms(found))}


def test_every_form_that_carries_a_version_is_written_in_by_twenty() -> None:
    known = {form for form in versioned_forms() if form.__module__.partition(".")[0] in FLOORS}
    assert known == {form.form for form in EDIT_FORMS} | set(BUTTONS)


@pytest.mark.django_db(transaction=True)
@of_every_form
def test_twenty_writers_of_one_form_lose_nothing(
    form: EditForm, account: Account, cast: SimpleNamespace, new_writers: NewWriters
) -> None:
    outcome = count_up(form, form.made(account, cast), new_writers(form), ROUNDS)
    assert outcome.sent == WRITERS * ROUNDS
    assert (outcome.versions, outcome.history, outcome.counted) == (outcome.accepted,) * 3
    assert (outcome.lost, outcome.texts_lost) == (0, 0)
    assert set(outcome.others) <= {form.also}
    assert outcome.accepted >= ROUNDS


@pytest.mark.django_db(transaction=True)
def test_people_in_different_things_of_one_client_never_meet(
    account: Account, cast: SimpleNamespace, new_writers: NewWriters
) -> None:
    """A section, two rows of its tables, figures, contacts, the review and whatever else there is: all saved."""
    # A status is decided about the account itself: it does meet whoever edits the account.
    forms = [EDIT_FORMS[1], *(form for form in (*DOSSIER, *ACCOUNTS, *MAP) if form.url != "account_status")]
    things = [(form, form.made(account, cast)) for form in forms]
    writers = new_writers(EDIT_FORMS[0])

    def write(number: int) -> None:
        form, record = things[number]
        for turn in range(ROUNDS):
            counter, version = form.read(record)
            writers[number].save(form, record, version, form.typed(counter + 1, turn))

    together([lambda number=number: write(number) for number in range(len(things))])
    answers = [(str(form), dict(writer.answers)) for (form, _record), writer in zip(things, writers, strict=False)]
    assert answers == [(str(form), {302: ROUNDS}) for form in forms]


@pytest.mark.django_db(transaction=True)
def test_without_the_version_check_updates_are_lost(
    account: Account, cast: SimpleNamespace, new_writers: NewWriters
) -> None:
    """The negative control: who passes the version of the moment instead of the one read overwrites the others."""
    form = EDIT_FORMS[0]
    outcome = count_up_unchecked(form, form.made(account, cast), new_writers(form))
    assert (outcome.accepted, outcome.others) == (WRITERS, Counter())
    assert outcome.lost > 0
