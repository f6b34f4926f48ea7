"""Next steps of the diary: several an entry, made of its lines, done and open again, edited by two."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from dossiers.diary.steps import STEP_LIMIT, add_step, line_of
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryEntry, NextStep
from dossiers.reviews.topics import Entry, changes_since, in_words, read_all
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossiers.views.steps.timezone.localdate", lambda: TODAY)


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignedIn) -> Client:
    return signed_in(cast.anna)


@pytest.fixture
def entry(account: Account, cast: SimpleNamespace) -> DiaryEntry:
    promises = "Send the certificate\n\nTheirs: answer on prices"
    return write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch\nAnd a walk", promises=promises)


@pytest.fixture
def step(entry: DiaryEntry, cast: SimpleNamespace) -> NextStep:
    return add_step(entry=entry, text="call", on=TODAY, owner=cast.anna)


def step_form(person: User, **values: Any) -> dict[str, Any]:
    return {"text": "call", "on": "2026-11-30", "owner": person.pk, **values}


def test_an_entry_has_as_many_next_steps_as_come_of_it(
    account: Account, anna: Client, entry: DiaryEntry, cast: SimpleNamespace
) -> None:
    address = reverse("next_step_new", args=[account.pk, entry.pk])
    for text, person in (("call", cast.anna), ("write", cast.leonid)):
        answer = anna.post(address, step_form(person, text=text))
        assert answer.headers["Location"] == f"/accounts/{account.pk}/diary/#entry-{entry.pk}"
    assert [(s.text, s.owner, s.account) for s in entry.steps.all()] == [
        *(("call", cast.anna, account), ("write", cast.leonid, account))
    ]
    assert DiaryEntry.objects.get(pk=entry.pk).version == 1


def test_a_line_of_the_entry_is_proposed_as_the_step(account: Account, anna: Client, entry: DiaryEntry) -> None:
    address = reverse("next_step_new", args=[account.pk, entry.pk])
    asked = [("promises", "0"), ("promises", "2"), ("summary", "1"), ("promises", "9"), ("by", "0"), ("promises", "x")]
    found = [anna.get(address, {"part": part, "line": line}).context["form"]["text"].value() for part, line in asked]
    assert found == ["Send the certificate", "Theirs: answer on prices", "And a walk", "", "", ""]
    page = anna.get(reverse("diary", args=[account.pk])).content.decode()
    # Two lines of each part; the empty one has none.
    assert page.count('class="to-step') == 4


def test_a_line_that_is_too_long_is_cut_so_that_it_can_be_saved(account: Account) -> None:
    long = write_entry(account=account, by=None, on=TODAY, summary="x" * 999)
    assert line_of(long, "summary", 0) == "x" * (STEP_LIMIT - 1) + "…"


def test_by_htmx_the_form_opens_in_its_entry_and_the_entry_comes_back(
    account: Account, anna: Client, entry: DiaryEntry, cast: SimpleNamespace
) -> None:
    address = reverse("next_step_new", args=[account.pk, entry.pk]) + "?part=promises&line=0"
    opened = anna.get(address, **HTMX).content.decode()
    assert opened.strip().startswith(f'<li id="entry-{entry.pk}"')
    assert ("Send the certificate</span>" in opened, 'value="Send the certificate"' in opened) == (True, True)
    refused = anna.post(address, step_form(cast.anna, text=""), **HTMX)
    assert (refused.status_code, b"invalid-feedback" in refused.content) == (200, True)
    saved = anna.post(address, step_form(cast.anna), follow=True, **HTMX).content.decode()
    assert f'id="entry-{entry.pk}"' in saved and "Done: call" in saved


def test_a_step_is_marked_as_done_once_and_opened_again(account: Account, anna: Client, step: NextStep) -> None:
    done, undo = (reverse(f"next_step_{name}", args=[account.pk, step.pk]) for name in ("done", "undo"))
    assert [anna.get(address).status_code for address in (done, undo)] == [405, 405]
    for _double_click in range(2):
        assert anna.post(done, {"version": 1}).status_code == 302
    step.refresh_from_db()
    assert (step.done_on, step.version) == (TODAY, 1)
    for _double_click in range(2):
        assert anna.post(undo, {"version": 1}).status_code == 302
    step.refresh_from_db()
    events = step.pgh_event_model.objects.filter(pgh_obj_id=step.pk, pgh_label="update")  # type: ignore[attr-defined]
    assert (step.done_on, events.count()) == (None, 2)


@pytest.mark.parametrize("version", ["", "x", "7"])
def test_a_step_that_may_be_another_one_is_not_marked(
    account: Account, anna: Client, step: NextStep, version: str
) -> None:
    assert anna.post(reverse("next_step_done", args=[account.pk, step.pk]), {"version": version}).status_code == 302
    assert NextStep.objects.get(pk=step.pk).done_on is None


def test_of_two_who_edit_a_step_the_second_one_compares(
    account: Account, anna: Client, step: NextStep, cast: SimpleNamespace, signed_in: SignedIn
) -> None:
    address = reverse("next_step_edit", args=[account.pk, step.pk])
    assert signed_in(cast.leonid).post(address, step_form(cast.leonid, version=1)).status_code == 302
    refused = anna.post(address, step_form(cast.anna, version=1, text="write", on="2026-11-22"))
    assert refused.status_code == 409
    conflict = refused.context["conflict"]
    assert ([(row.field, row.theirs, row.mine) for row in conflict.rows], conflict.taken) == (
        [],
        ("By", "Who does it"),
    )
    again = {"text": "write", "on": "2026-11-30", "owner": cast.leonid.pk, "version": 2}
    assert anna.post(address, again).status_code == 302
    stored = NextStep.objects.get(pk=step.pk)
    assert (stored.text, stored.on, stored.owner, stored.version) == (
        *("write", datetime.date(2026, 11, 30)),
        *(cast.leonid, 3),
    )


def test_a_step_edited_in_its_place_compares_there_too(account: Account, anna: Client, step: NextStep) -> None:
    NextStep.objects.filter(pk=step.pk).update(text="they wrote", version=2)
    address = reverse("next_step_edit", args=[account.pk, step.pk])
    refused = anna.post(address, step_form(step.owner, version=1, text="mine"), **HTMX)
    assert (refused.status_code, b"they wrote" in refused.content, b"mine" in refused.content) == (409, True, True)


def test_a_done_step_keeps_its_day_when_its_words_are_corrected(account: Account, anna: Client, step: NextStep) -> None:
    anna.post(reverse("next_step_done", args=[account.pk, step.pk]), {"version": 1})
    anna.post(reverse("next_step_edit", args=[account.pk, step.pk]), step_form(step.owner, version=1, text="Call"))
    step.refresh_from_db()
    assert (step.text, step.done_on, step.version) == ("Call", TODAY, 2)


def test_a_step_is_removed_unless_somebody_changed_it(account: Account, anna: Client, step: NextStep) -> None:
    address = reverse("next_step_remove", args=[account.pk, step.pk])
    assert anna.get(address).status_code == 200
    assert anna.post(address, {"version": 7}).status_code == 409
    assert anna.post(address, {"version": 1}).status_code == 302
    assert NextStep.objects.count() == 0


def test_the_history_tells_of_steps(account: Account, anna: Client, step: NextStep) -> None:
    page = anna.get(reverse("account_history", args=[account.pk])).content.decode()
    assert "Next step “call”" in page


def test_a_review_reads_steps_as_rows_of_the_diary(account: Account, step: NextStep) -> None:
    found = {entry.key: entry for entry in read_all(account)["diary"]}
    words = in_words("diary", found[f"next_step:{step.pk}"])
    assert (sorted(found), words.title, words.text) == (
        sorted([f"diary:{step.entry_id}", f"next_step:{step.pk}"]),
        "Next step “call”",
        "Next step by: 22 Nov 2026",
    )


OLD = {
    "on": "2026-11-22",
    "kind": "meeting",
    "summary": "Lunch",
    "promises": "",
    "next_step": "call",
    "next_step_on": "2026-11-22",
    "next_step_done_on": "",
}


def test_a_review_signed_before_steps_were_rows_stays_readable() -> None:
    assert in_words("diary", Entry("diary:7", OLD)).text == (
        "What happened: Lunch\nNext step: call\nNext step by: 22 Nov 2026"
    )


def test_nothing_has_changed_since_a_review_that_knew_one_step_an_entry(
    account: Account, cast: SimpleNamespace
) -> None:
    entry = write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch")
    NextStep.objects.create(pk=entry.pk, account=account, entry=entry, text="call", on=TODAY, owner=cast.anna)
    before = {"diary": [Entry(f"diary:{entry.pk}", OLD).frozen()]}
    now = {"diary": read_all(account)["diary"]}
    assert changes_since(account, before, now) == []
    NextStep.objects.filter(entry=entry).update(done_on=TODAY)
    [change] = changes_since(account, before, {"diary": read_all(account)["diary"]})
    assert (change.key, change.after) == (
        f"next_step:{entry.pk}",
        {"text": "call", "on": "2026-11-22", "done_on": "2026-11-22"},
    )


MIGRATION = importlib.import_module("dossiers.migrations.0010_next_steps_are_rows")
OLD_COLUMNS = (
    """next_step text NOT NULL DEFAULT '', next_step_on date, next_step_owner_id bigint, next_step_done_on date"""
)
OLD_TABLES = f"""
CREATE TEMP TABLE dossiers_diaryentry (id bigint, account_id bigint, {OLD_COLUMNS}) ON COMMIT DROP;
CREATE TEMP TABLE dossiers_diaryentryevent (pgh_id serial, pgh_created_at timestamptz DEFAULT now(), pgh_label text,
    pgh_obj_id bigint, pgh_context_id uuid, account_id bigint, {OLD_COLUMNS}) ON COMMIT DROP;
CREATE TEMP TABLE dossiers_nextstep (id bigint GENERATED BY DEFAULT AS IDENTITY, account_id bigint, entry_id bigint,
    text text, "on" date, owner_id bigint, done_on date, version int) ON COMMIT DROP;
CREATE TEMP TABLE dossiers_nextstepevent (pgh_id serial, pgh_created_at timestamptz, pgh_label text,
    pgh_context_id uuid, pgh_obj_id bigint, id bigint, account_id bigint, entry_id bigint, text text, "on" date,
    owner_id bigint, done_on date, version int) ON COMMIT DROP;
INSERT INTO dossiers_diaryentry VALUES (5, 1, 'write', '2026-12-02', 9, '2026-12-03'), (6, 1, '', NULL, NULL, NULL),
    (7, 1, '', NULL, NULL, NULL);
INSERT INTO dossiers_diaryentryevent (pgh_label, pgh_obj_id, account_id, next_step, next_step_on, next_step_owner_id,
    next_step_done_on) VALUES
    ('insert', 5, 1, 'call', '2026-12-01', 9, NULL), ('insert', 6, 1, '', NULL, NULL, NULL),
    ('update', 5, 1, 'call', '2026-12-01', 9, NULL), ('update', 5, 1, 'write', '2026-12-02', 9, NULL),
    ('insert', 7, 1, 'gone', '2026-12-01', 8, NULL), ('update', 7, 1, '', NULL, NULL, NULL),
    ('update', 5, 1, 'write', '2026-12-02', 9, '2026-12-03');
"""


def test_the_one_step_of_an_entry_became_a_row_with_its_history() -> None:
    """The statements of the migration, on the tables as they were."""
    with connection.cursor() as cursor:
        cursor.execute(OLD_TABLES)
        cursor.execute(MIGRATION.MOVE)
        cursor.execute('SELECT id, entry_id, text, "on"::text, owner_id, done_on::text, version FROM dossiers_nextstep')
        assert cursor.fetchall() == [(5, 5, "write", "2026-12-02", 9, "2026-12-03", 2)]
        cursor.execute("SELECT pgh_obj_id, pgh_label, text, version FROM dossiers_nextstepevent ORDER BY pgh_id")
        assert cursor.fetchall() == [
            *((5, "insert", "call", 1), (5, "update", "write", 2), (7, "insert", "gone", 1)),
            *((7, "delete", "gone", 1), (5, "update", "write", 2)),
        ]
        cursor.execute("INSERT INTO dossiers_nextstep (text) VALUES ('new') RETURNING id")
        assert cursor.fetchone() == (8,)
        cursor.execute("UPDATE dossiers_diaryentry SET next_step = '', next_step_on = NULL")
        cursor.execute(MIGRATION.BACK)
        cursor.execute("SELECT id, next_step, next_step_on::text FROM dossiers_diaryentry ORDER BY id")
        assert cursor.fetchall() == [(5, "write", "2026-12-02"), (6, "", None), (7, "", None)]
        cursor.execute("DROP TABLE dossiers_diaryentry, dossiers_diaryentryevent")
        cursor.execute("DROP TABLE dossiers_nextstep, dossiers_nextstepevent")
