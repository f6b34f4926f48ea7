"""Uploads of one name at the same moment: versions 1 and 2, no error, and no file without a row."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Account
from dossiers.models import Attachment, AttachmentVersion
from kam_portal.foundation.people.models import User
from tests.dossiers.files import upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _storage_apart(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def all_at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    answers: list[Any] = []
    gate = threading.Barrier(len(acts))

    def go(act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def stored() -> set[str]:
    folders = default_storage.listdir("attachments")[0]
    return {f"attachments/{f}/{name}" for f in folders for name in default_storage.listdir(f"attachments/{f}")[1]}


def test_many_uploads_of_one_name_become_versions_one_after_another(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    address = reverse("attachment_upload", args=[account.pk])

    def send(data: bytes) -> Callable[[], int]:
        client = signed_in(cast.anna)
        return lambda: client.post(address, {"files": upload("a.txt", data)}).status_code

    answers = all_at_once([send(data) for data in (b"one", b"two", b"three", b"four")])
    assert answers == [302] * 4
    [attachment] = Attachment.objects.all()
    versions = AttachmentVersion.objects.order_by("number")
    assert ([v.number for v in versions], attachment.latest, attachment.version) == ([1, 2, 3, 4], 4, 4)
    assert {v.stored_as for v in versions} == stored()


def test_a_double_click_keeps_one_file(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    address = reverse("attachment_upload", args=[account.pk])
    clients = [signed_in(cast.anna) for _each in range(3)]
    answers = all_at_once(
        [lambda c=client: c.post(address, {"files": upload("a.txt", b"a")}).status_code for client in clients]
    )
    assert (answers, AttachmentVersion.objects.count(), len(stored())) == ([302] * 3, 1, 1)


def test_the_limit_of_files_holds_for_uploads_at_the_same_moment(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client], settings: Any
) -> None:
    settings.FILES_A_CLIENT = 2
    account = new_account("Halvorsen", kam=cast.anna)
    address = reverse("attachment_upload", args=[account.pk])
    clients = [signed_in(cast.anna) for _each in range(4)]
    acts = [
        lambda c=client, n=n: c.post(address, {"files": upload(f"{n}.txt", b"a")}).status_code
        for n, client in enumerate(clients)
    ]
    assert all_at_once(acts) == [302] * 4
    assert (AttachmentVersion.objects.count(), len(stored())) == (2, 2)
