"""Files of a client: kept, versioned, handed out to whoever reads the dossier, removed."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from dossiers.attachments.keeping import Kept, Outcome, edit_attachment, keep_file, remove_attachment
from dossiers.attachments.storing import forget_strays
from dossiers.models import Attachment, AttachmentVersion
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.dossiers import files
from tests.dossiers.files import PDF, PNG, upload

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
Said = list[tuple[str, str]]


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


def sent(client: Client, account: Account, *uploads: Any, **more: Any) -> Said:
    """What the page says after the files were sent by its form: level and sentence."""
    address = reverse("attachment_upload", args=[account.pk])
    answer = client.post(address, {"files": list(uploads), **more}, follow=True)
    return [(message.level_tag, str(message)) for message in answer.context["messages"]]


def stored() -> list[str]:
    """Every file in the storage."""
    if not default_storage.exists("attachments"):
        return []
    folders = default_storage.listdir("attachments")[0]
    return [f"attachments/{f}/{name}" for f in folders for name in default_storage.listdir(f"attachments/{f}")[1]]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_files_are_kept_under_names_of_ours(account: Account, anna: Client, cast: SimpleNamespace) -> None:
    said = sent(anna, account, upload("../Contract 2026.pdf", PDF), upload("Quay.png", PNG))
    assert said == [("success", "“Contract 2026.pdf”: Kept."), ("success", "“Quay.png”: Kept.")]
    rows = AttachmentVersion.objects.order_by("pk")
    assert [(r.attachment.title, r.number, r.size, r.content_type, r.by) for r in rows] == [
        ("Contract 2026.pdf", 1, len(PDF), "application/pdf", cast.anna),
        ("Quay.png", 1, len(PNG), "image/png", cast.anna),
    ]
    assert sorted(r.stored_as for r in rows) == sorted(stored())
    assert [word for name in stored() for word in ("Contract", "Quay", "pdf", "png") if word in name] == []


def test_one_bad_file_does_not_lose_the_good_ones(account: Account, anna: Client) -> None:
    said = sent(anna, account, upload("setup.exe", b"MZ"), upload("a.txt", b"a"), upload("empty.txt", b""))
    assert said == [
        ("success", "“a.txt”: Kept."),
        ("error", "“setup.exe”: Programs are not kept."),
        ("error", "“empty.txt”: The file is empty. Choose another one."),
    ]
    assert (Attachment.objects.count(), len(stored())) == (1, 1)


def test_no_file_is_said_in_words(account: Account, anna: Client) -> None:
    assert sent(anna, account) == [("error", "Choose a file first, then upload it.")]


def test_a_script_is_told_file_by_file(account: Account, anna: Client) -> None:
    address = reverse("attachment_upload", args=[account.pk])
    uploads = {"files": [upload("a.txt", b"a"), upload("b.svg", b"<svg/>")]}
    answer = anna.post(address, uploads, headers={"Accept": "application/json"})
    web = "Web pages and drawings that can carry programs (HTML, SVG) are not kept. Save it as PDF."
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "results": [
                {"name": "a.txt", "is_kept": True, "said": "Kept."},
                {"name": "b.svg", "is_kept": False, "said": web},
            ]
        },
    )
    gone = anna.post(address, {"files": upload("a.txt", b"b"), "replaces": 99}, headers={"Accept": "application/json"})
    assert gone.json()["results"][0]["said"] == "The file to be replaced is not here any more. Upload it as a new one."


def test_a_file_of_the_same_name_is_the_next_version(account: Account, anna: Client) -> None:
    keep(account, "Prices.csv", b"pump;12\n")
    assert sent(anna, account, upload("PRICES.csv", b"pump;13\n")) == [
        ("success", "“PRICES.csv”: Kept as version 2."),
    ]
    [attachment] = Attachment.objects.all()
    assert (attachment.title, attachment.file_name, attachment.latest) == ("Prices.csv", "PRICES.csv", 2)
    for number, data in ((1, b"pump;12\n"), (2, b"pump;13\n")):
        address = reverse("attachment_download", args=[account.pk, attachment.pk, number])
        assert body(anna.get(address)) == data


def test_the_same_file_twice_is_there_once(account: Account, anna: Client) -> None:
    twice = [upload("a.txt", b"a"), upload("a.txt", b"a")]
    here = "“a.txt”: This very file is here already, as version 1; nothing is there twice."
    assert sent(anna, account, *twice) == [("success", "“a.txt”: Kept."), ("success", here)]
    assert (AttachmentVersion.objects.count(), len(stored())) == (1, 1)


def test_a_version_may_come_under_another_name(account: Account, anna: Client) -> None:
    kept = keep(account, "Contract.pdf", PDF)
    signed = sent(anna, account, upload("Contract signed.docx", files.docx()), replaces=kept.attachment.pk)
    assert signed == [("success", "“Contract signed.docx”: Kept as version 2.")]
    assert keep(account, "contract signed.docx", files.docx()).outcome is Outcome.HERE_ALREADY
    keep(account, "Other.pdf", PDF)
    with pytest.raises(ValidationError, match="Another file of this client, “Other.pdf”, has this name."):
        keep(account, "Other.pdf", PDF + b"\n", replaces=kept.attachment)
    assert len(stored()) == AttachmentVersion.objects.count() == 3


def test_a_version_of_a_removed_file_is_refused_and_leaves_nothing(account: Account) -> None:
    attachment = keep(account, "Contract.pdf", PDF).attachment
    Attachment.objects.filter(pk=attachment.pk).delete()
    with pytest.raises(ValidationError, match="was removed meanwhile"):
        keep(account, "Contract.pdf", PDF, replaces=attachment)
    assert (AttachmentVersion.objects.count(), len(stored())) == (0, 1)


def test_a_file_too_large_is_refused_with_both_sizes(account: Account, anna: Client, settings: Any) -> None:
    settings.FILES_LARGEST_MB = 1
    large = upload("a.txt", b"a" * (1024 * 1024 + 1))
    said = "“a.txt”: The file has 1.0\xa0MB; at most 1.0\xa0MB are kept. Make it smaller, or split it."
    assert sent(anna, account, large) == [("error", said)]


def test_the_settings_take_the_largest_file(account: Account, anna: Client) -> None:
    """Nothing before the view refuses it: Django's limit of what a request brings counts no files."""
    whole = b"a" * (25 * 1024 * 1024)
    assert sent(anna, account, upload("a.txt", whole)) == [("success", "“a.txt”: Kept.")]
    more = sent(anna, account, upload("b.txt", whole + b"a"))
    assert more == [
        ("error", "“b.txt”: The file has 25.0\xa0MB; at most 25.0\xa0MB are kept. Make it smaller, or split it.")
    ]


def test_a_client_has_so_many_files_and_bytes(account: Account, settings: Any) -> None:
    settings.FILES_A_CLIENT, settings.FILES_A_CLIENT_MB = 2, 1
    keep(account, "a.txt", b"a" * 700_000)
    with pytest.raises(ValidationError, match="of this client would have more than 1.0"):
        keep(account, "b.txt", b"b" * 400_000)
    keep(account, "b.txt", b"b")
    with pytest.raises(ValidationError, match="This client has 2 files already, versions counted"):
        keep(account, "b.txt", b"c")
    assert len(stored()) == 2


def guards(answer: Any) -> dict[str, str]:
    names = (
        "Content-Type",
        "Content-Length",
        "Content-Disposition",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Cross-Origin-Resource-Policy",
        "X-Frame-Options",
        "Cache-Control",
    )
    return {name: answer.headers.get(name, "") for name in names}


APART = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
PDF_ROOM = "default-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def test_downloads_and_previews_are_guarded(account: Account, anna: Client) -> None:
    common = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store, private",
    }
    found = {}
    for name, data in (("Договор.pdf", PDF), ("a.png", PNG), ("a.csv", b"a;b\n")):
        kept = keep(account, name, data)
        arguments = [account.pk, kept.attachment.pk, 1]
        found[name] = guards(anna.get(reverse("attachment_download", args=arguments)))
        preview = anna.get(reverse("attachment_preview", args=arguments))
        found[f"{name}, shown"] = guards(preview) if preview.status_code == 200 else {"status": preview.status_code}
    russian = "filename*=utf-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80.pdf"

    def told(kind: str, size: int, disposition: str, policy: str) -> dict[str, str]:
        headers = {"Content-Type": kind, "Content-Length": str(size), "Content-Disposition": disposition}
        return headers | {"Content-Security-Policy": policy} | common

    assert found == {
        "Договор.pdf": told("application/pdf", len(PDF), f"attachment; {russian}", APART),
        "Договор.pdf, shown": told("application/pdf", len(PDF), f"inline; {russian}", PDF_ROOM),
        "a.png": told("image/png", len(PNG), 'attachment; filename="a.png"', APART),
        "a.png, shown": told("image/png", len(PNG), 'inline; filename="a.png"', APART),
        "a.csv": told("application/octet-stream", 4, 'attachment; filename="a.csv"', APART),
        "a.csv, shown": {"status": 404},
    }


def test_a_stranger_finds_a_file_as_missing_as_none(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    kept = keep(account, "a.png", PNG)
    viktor = signed_in(cast.viktor)
    for name in ("attachment_download", "attachment_preview"):
        foreign = viktor.get(reverse(name, args=[account.pk, kept.attachment.pk, 1]))
        missing = viktor.get(reverse(name, args=[99_999_999, kept.attachment.pk, 1]))
        assert (foreign.status_code, foreign.content, foreign.headers) == (404, missing.content, missing.headers)


def test_a_version_is_found_under_its_own_account_and_file_alone(
    account: Account, anna: Client, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    other = new_account("Other", kam=cast.anna)
    one, two = keep(account, "a.png", PNG).attachment, keep(other, "b.png", PNG).attachment
    numbers = [
        (account.pk, two.pk, 1),
        (other.pk, one.pk, 1),
        (account.pk, one.pk, 2),
        (account.pk, one.pk, int("9" * 30)),
    ]
    answers = [anna.get(reverse("attachment_download", args=arguments)).status_code for arguments in numbers]
    assert answers == [404] * 4


def test_a_file_that_the_storage_lost_is_said_in_words(account: Account, anna: Client) -> None:
    kept = keep(account, "a.png", PNG)
    default_storage.delete(stored()[0])
    said = "The storage has lost the file “a.png”. Tell your admin: it may be in a backup."
    for name in ("attachment_download", "attachment_preview"):
        answer = anna.get(reverse(name, args=[account.pk, kept.attachment.pk, 1]), follow=True)
        assert [str(message) for message in answer.context["messages"]] == [said]


def test_a_storage_without_folders_will_do(account: Account, anna: Client, settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    kept = keep(account, "a.png", PNG)
    assert body(anna.get(reverse("attachment_download", args=[account.pk, kept.attachment.pk, 1]))) == PNG


def test_title_note_and_section_are_edited(account: Account, anna: Client) -> None:
    kept = keep(account, "a.png", PNG)
    address = reverse("attachment_edit", args=[account.pk, kept.attachment.pk])
    words = {"title": "Quay in May", "note": "Seen\r\nfrom the sea", "section": "general", "version": 1}
    answer = anna.post(address, words)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/accounts/{account.pk}/files/#file-{kept.attachment.pk}",
    )
    row = Attachment.objects.get()
    assert (row.title, row.note, row.section, row.version) == ("Quay in May", "Seen\nfrom the sea", "general", 2)
    page = anna.get(reverse("dossier", args=[account.pk])).content.decode()
    general, diary = page.index('id="general"'), page.index('id="diary"')
    assert [page[start:].index("Quay in May") < 20_000 for start in (general, diary)] == [True, True]
    assert page.count("Quay in May") == 2


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "This field is required."),
        ("title", "a\x00b", "This text contains characters that cannot be kept (NUL or broken ones). Remove them."),
        ("title", "я" * 201, "This text has 201 characters; 200 are kept at most. Shorten it."),
        ("note", "я" * 20_001, "This text has 20001 characters; 20000 are kept at most. Shorten it."),
        ("section", "no-such", "Select a valid choice. no-such is not one of the available choices."),
    ],
)
def test_bad_words_are_refused_by_their_field(
    account: Account, anna: Client, field: str, typed: str, said: str
) -> None:
    kept = keep(account, "a.png", PNG)
    data = {"title": "A", "note": "", "section": "", "version": 1, field: typed}
    answer = anna.post(reverse("attachment_edit", args=[account.pk, kept.attachment.pk]), data)
    assert (answer.status_code, dict(answer.context["form"].errors)) == (200, {field: [said]})


def test_who_removes_a_file_has_seen_its_latest_version(account: Account) -> None:
    attachment = keep(account, "a.txt", b"a").attachment
    keep(account, "a.txt", b"b")
    with pytest.raises(StaleEdit):
        remove_attachment(attachment=attachment, version=1)
    with pytest.raises(StaleEdit):
        edit_attachment(attachment=attachment, version=1, changes={"title": "b"})
    assert AttachmentVersion.objects.count() == 2


def test_a_file_goes_with_its_versions_once_that_is_final(
    account: Account, anna: Client, django_capture_on_commit_callbacks: Any
) -> None:
    attachment = keep(account, "a.txt", b"a").attachment
    keep(account, "a.txt", b"b")
    keep(account, "b.txt", b"b")
    address = reverse("attachment_remove", args=[account.pk, attachment.pk])
    assert "Remove the file “a.txt” with all its versions?" in anna.get(address).content.decode()
    with django_capture_on_commit_callbacks() as callbacks:
        assert anna.post(address, {"version": 2}).status_code == 302
        assert (Attachment.objects.count(), len(stored())) == (1, 3)
    for callback in callbacks:
        callback()
    assert [row.stored_as for row in AttachmentVersion.objects.all()] == stored()


def test_a_storage_that_is_away_keeps_no_row_alive(account: Account, caplog: Any, settings: Any) -> None:
    attachment = keep(account, "a.txt", b"a").attachment
    default_storage.delete(stored()[0])
    remove_attachment(attachment=attachment, version=1)
    assert Attachment.objects.count() == 0


def test_strays_are_swept_and_nothing_else(account: Account) -> None:
    keep(account, "a.txt", b"a")
    stray = default_storage.save("attachments/00/stray", io.BytesIO(b"x"))
    elsewhere = default_storage.save("imports/list.csv", io.BytesIO(b"x"))
    long_ago = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    assert forget_strays(before=long_ago) == 0
    told = io.StringIO()
    call_command("sweep_files", stdout=told)
    assert (told.getvalue(), default_storage.exists(stray)) == ("Stray files deleted: 0.\n", True)
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    assert forget_strays(before=tomorrow) == 1
    assert [default_storage.exists(name) for name in (stray, elsewhere)] == [False, True]
    assert [row.stored_as for row in AttachmentVersion.objects.all()] == stored()


def test_an_empty_storage_has_no_strays() -> None:
    assert forget_strays(before=MORNING) == 0
