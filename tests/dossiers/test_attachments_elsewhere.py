"""Where else files of a client are met: the dossier's page, the search, the review, the history."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assigning import add_member
from accounts.models import Account
from dossiers.attachments.keeping import Kept, edit_attachment, keep_file, remove_attachment
from dossiers.models import Attachment
from dossiers.reviews.topics import changes_since, in_words, read_all
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.people.models import User
from kam_portal.workspace.searching import search
from tests.conftest import TODAY
from tests.dossiers.files import upload

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _storage_apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


def keep(account: Account, name: str, data: bytes, *, replaces: Attachment | None = None) -> Kept:
    file = upload("x", data)
    return keep_file(account=account, upload=file, name=name, by=account.kam, at=MORNING, replaces=replaces)


@pytest.mark.parametrize("name", ["attachments", "dossier"])
def test_a_page_asks_no_more_of_many_files(account: Account, anna: Client, name: str) -> None:
    counts = []
    for rows in (1, 3):
        for number in range(rows):
            keep(account, f"{number}.txt", b"a")
            keep(account, f"{number}.txt", str(rows).encode())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert anna.get(reverse(name, args=[account.pk])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_section_h_shows_five_files_and_their_number(account: Account, anna: Client) -> None:
    for number in range(7):
        keep(account, f"file-{number}.txt", b"a")
    page = anna.get(reverse("dossier", args=[account.pk])).content.decode()
    assert [f"file-{number}.txt" in page for number in range(7)] == [False, False, *[True] * 5]
    assert "Open the files, 7 in all" in page


def test_a_section_shows_its_latest_files_and_how_many_more_there_are(account: Account, anna: Client) -> None:
    for number in range(13):
        keep(account, f"file-{number:02}.txt", b"a")
    first = Attachment.objects.filter(title__lt="file-07")
    first.update(section="swot")
    keep(account, "file-00.txt", b"anew")
    page = anna.get(reverse("dossier", args=[account.pk]))
    swot = next(part for part in page.context["page"].sections if part.section.key == "swot")
    assert [file.attachment.title for file in swot.files.shown] == [
        *("file-00.txt", "file-06.txt", "file-05.txt", "file-04.txt", "file-03.txt")
    ]
    assert (swot.files.count, swot.files.more, page.context["page"].files.count) == (7, 2, 13)
    html = page.content.decode()
    assert "and 2 more" in html[html.index('id="swot"') : html.index('id="ladder"')]


def test_a_reader_gets_files_and_no_forms(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    add_member(account=account, user=cast.irina, function="finance", can_edit=False)
    keep(account, "a.txt", b"a")
    page = signed_in(cast.irina).get(reverse("attachments", args=[account.pk])).content.decode()
    assert ("a.txt" in page, 'type="file"' in page, "/edit/" in page) == (True, False, False)


def test_files_are_found_by_title_name_and_note(account: Account, cast: SimpleNamespace) -> None:
    kept = keep(account, "Прайс_насосы.csv", b"a;b\n")
    edit_attachment(attachment=kept.attachment, version=1, changes={"title": "Цены завода", "note": "Скидки обещаны"})
    for asked in ("цена", "насосы", "скидка"):
        [found] = search(cast.anna, asked, TODAY).files
        assert (found.account, found.pk, found.number) == (account, kept.attachment.pk, 1)
        assert found.snippet.found
    assert search(cast.boris, "насосы", TODAY).is_empty


def test_a_review_tells_files_that_came_changed_and_went(account: Account) -> None:
    first = keep(account, "a.txt", b"a").attachment
    second = keep(account, "b.txt", b"b").attachment
    before = {topic: [entry.frozen() for entry in entries] for topic, entries in read_all(account).items()}
    keep(account, "a.txt", b"c")
    keep(account, "c.txt", b"c")
    remove_attachment(attachment=second, version=1)
    told = [
        (c.topic, (c.before or {}).get("title"), (c.before or {}).get("latest"), (c.after or {}).get("latest"))
        for c in changes_since(account, before, read_all(account))
    ]
    assert told == [("diary", "a.txt", "1", "2"), ("diary", None, None, "1"), ("diary", "b.txt", "1", None)]
    [entry, _other] = read_all(account)["diary"]
    assert (in_words("diary", entry).title, in_words("diary", entry).text) == ("a.txt", "Version: 2")
    assert first.pk == int(entry.key.partition(":")[2])


def test_the_history_tells_files_in_words(account: Account, cast: SimpleNamespace, anna: Client) -> None:
    attachment = keep(account, "Prices.csv", b"a;b\n").attachment
    edit_attachment(attachment=attachment, version=1, changes={"section": "general"})
    keep(account, "Prices.csv", b"a;c\n")
    remove_attachment(attachment=attachment, version=3)
    told = [
        (change.subject, change.action, [(x.title, x.before, x.after) for x in change.lines])
        for moment in chronicle(account, part="files").moments
        for change in moment.changes
    ]
    sheet = [("Size", "", "4 bytes"), ("Type", "", "Spreadsheet")]
    gone = [(title, after, "") for title, _before, after in sheet]
    assert sorted(told) == sorted(
        [
            ("Prices.csv", "insert", [("Title", "", "Prices.csv")]),
            ("Prices.csv, version 1", "insert", sheet),
            ("Prices.csv", "update", [("Section", "", "General")]),
            ("Prices.csv, version 2", "insert", sheet),
            ("Prices.csv, version 1", "delete", gone),
            ("Prices.csv, version 2", "delete", gone),
            ("Prices.csv", "delete", [("Title", "Prices.csv", ""), ("Section", "General", "")]),
        ]
    )
    assert anna.get(reverse("account_history", args=[account.pk]), {"part": "files"}).status_code == 200
