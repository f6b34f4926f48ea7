"""Importing in the browser: check, correct the columns, run, look at the result; admins only."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.importing import runs
from accounts.models import Account, ImportRun
from accounts.tasks import run_import
from kam_portal.foundation.people.models import User

pytestmark = pytest.mark.django_db
GOOD = "name,sector\nHalvorsen,Shipping\nNordlys,Energy\n"
BAD = "name,founded\nHalvorsen,long ago\nNordlys,1990\n"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def ada(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.ada)


def upload(client: Client, content: str | bytes, *, kind: str = "accounts", name: str = "list.csv") -> ImportRun:
    data = content.encode() if isinstance(content, str) else content
    response = client.post(reverse("import_start"), {"kind": kind, "file": SimpleUploadedFile(name, data)})
    run = ImportRun.objects.latest("pk")
    assert (response.status_code, response.headers["Location"]) == (302, reverse("import_check", args=[run.pk]))
    return run


def page(client: Client, name: str, run: ImportRun) -> HttpResponse:
    return client.get(reverse(name, args=[run.pk]))


def state_of(run: ImportRun) -> str:
    run.refresh_from_db()
    return run.state


def test_a_file_is_checked_run_and_reported(ada: Client) -> None:
    run = upload(ada, GOOD)
    assert (state_of(run), run.created, Account.objects.count()) == ("checked", 2, 0)
    assert "Import 2 rows" in page(ada, "import_check", run).content.decode()
    response = ada.post(reverse("import_run", args=[run.pk]))
    assert response.headers["Location"] == reverse("import_result", args=[run.pk])
    assert (state_of(run), Account.objects.count()) == ("done", 2)
    assert "The file is in." in page(ada, "import_result", run).content.decode()
    assert page(ada, "import_check", run).status_code == 302


def test_running_twice_imports_once(ada: Client) -> None:
    run = upload(ada, GOOD)
    for _click in range(2):
        ada.post(reverse("import_run", args=[run.pk]))
    assert (Account.objects.count(), state_of(run), run.created) == (2, "done", 2)


def test_rejected_lines_are_shown_and_can_be_downloaded(ada: Client) -> None:
    run = upload(ada, BAD)
    content = page(ada, "import_check", run).content.decode()
    assert "These lines are in the way" in content
    assert "Import 2 rows" not in content
    download = page(ada, "import_rejected", run)
    assert download.content.decode("utf-8-sig") == (
        "Line,Why\r\n2,founded: “long ago” is not a year between 1000 and 2100.\r\n"
    )
    assert download.headers["Content-Disposition"] == f'attachment; filename="rejected-{run.pk}.csv"'


def test_a_file_with_rejected_lines_is_not_written_even_when_asked(ada: Client) -> None:
    run = upload(ada, BAD)
    ada.post(reverse("import_run", args=[run.pk]))
    assert (state_of(run), Account.objects.count()) == ("refused", 0)


def test_columns_are_corrected_on_the_check_page(ada: Client) -> None:
    run = upload(ada, "wer,founded\nHalvorsen,long ago\n")
    assert "No column is recognised as “trade name”" in page(ada, "import_check", run).content.decode()
    ada.post(reverse("import_check", args=[run.pk]), {"columns": "chosen", "trade_name": "wer", "founded": ""})
    assert (state_of(run), run.refusal, run.created, run.columns) == ("checked", "", 1, {"trade_name": "wer"})


def test_one_column_cannot_fill_two(ada: Client) -> None:
    run = upload(ada, GOOD)
    response = ada.post(
        reverse("import_check", args=[run.pk]), {"columns": "chosen", "trade_name": "name", "legal_name": "name"}
    )
    assert response.status_code == 422
    assert "One column of the file cannot fill two of ours." in response.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\xff\xd8\xff\xe0 picture \x00", "Save it as UTF-8"),
        (b"PK\x03\x04 nonsense", "The Excel file is damaged"),
        ("name\n“<script>alert(1)</script>".encode("cp1252"), "the encoding of this file cannot be told"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_page(ada: Client, data: bytes, words: str) -> None:
    run = upload(ada, data, name='<img src=x>".csv')
    content = page(ada, "import_check", run).content.decode()
    assert words in content
    assert "<img src=x>" not in content


def test_the_file_is_kept_under_a_name_of_ours(ada: Client, settings: Any) -> None:
    run = upload(ada, GOOD, name="../../etc/passwd")
    stored = Path(run.file.path)
    assert (stored.parent, stored.name.isalnum(), run.file_name) == (settings.MEDIA_ROOT / "imports", True, "passwd")


def test_hostile_text_is_shown_as_text(ada: Client) -> None:
    run = upload(ada, "name,founded,<script>x</script>\n<script>alert(1)</script>,<b>,1\n")
    content = page(ada, "import_check", run).content.decode()
    assert ("<script>alert" in content, "<script>x" in content, "&lt;b&gt;" in content) == (False, False, True)


def test_a_large_file_waits_for_a_worker_and_shows_how_far_it_is(
    ada: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 10)
    handed_over: list[int] = []
    monkeypatch.setattr(run_import, "delay", handed_over.append)
    with django_capture_on_commit_callbacks(execute=True):
        run = upload(ada, GOOD)
    assert (state_of(run), handed_over) == ("checking", [run.pk])
    assert "<progress" in page(ada, "import_check", run).content.decode()
    run_import(run.pk)
    assert state_of(run) == "checked"
    with django_capture_on_commit_callbacks(execute=True):
        ada.post(reverse("import_run", args=[run.pk]))
    assert (state_of(run), Account.objects.count()) == ("running", 0)
    run_import(run.pk)
    run_import(run.pk)
    assert (state_of(run), Account.objects.count()) == ("done", 2)


def test_a_run_that_does_not_move_can_be_started_again(ada: Client) -> None:
    run = upload(ada, GOOD)
    silent = timezone.now() - datetime.timedelta(minutes=5)
    ImportRun.objects.filter(pk=run.pk).update(state="running", moved_at=silent)
    assert "Start again" in page(ada, "import_result", run).content.decode()
    ada.post(reverse("import_run", args=[run.pk]))
    assert (state_of(run), Account.objects.count()) == ("done", 2)


def test_a_file_that_went_lost_is_said(ada: Client) -> None:
    run = upload(ada, GOOD)
    Path(run.file.path).unlink()
    ada.post(reverse("import_run", args=[run.pk]))
    assert (state_of(run), run.refusal) == ("refused", "The uploaded file is no longer there. Upload it again.")


def test_what_is_imported_is_recorded_with_who_and_where(ada: Client, cast: SimpleNamespace) -> None:
    run = upload(ada, GOOD)
    ada.post(reverse("import_run", args=[run.pk]))
    contexts = Account.pgh_event_model.objects.values_list("pgh_context__metadata", flat=True)  # type: ignore[attr-defined]
    assert list(contexts) == [{"user": cast.ada.pk, "url": reverse("import_result", args=[run.pk])}] * 2


def test_the_page_speaks_the_readers_language(ada: Client, cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.ada.pk).update(language="ru")
    run = upload(ada, "Наименование;Год основания\nХалворсен;1990\n")
    assert (state_of(run), run.columns) == ("checked", {"trade_name": "Наименование", "founded": "Год основания"})


def test_old_uploads_go_with_their_files(ada: Client, cast: SimpleNamespace) -> None:
    old = ImportRun.objects.create(
        kind="accounts", file=ContentFile(b"x", name="x"), file_name="old.csv", started_by=cast.ada
    )
    ImportRun.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=31))
    run = upload(ada, GOOD)
    assert list(ImportRun.objects.all()) == [run]
    assert not Path(old.file.path).exists()


@pytest.mark.parametrize("who", ["leonid", "anna", "irina"])
def test_others_are_refused(cast: SimpleNamespace, signed_in: Callable[[User], Client], who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(reverse("import_start")).status_code == 403
    assert client.post(reverse("import_run", args=[1])).status_code == 403
