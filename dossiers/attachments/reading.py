"""The files of a client as its reader sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import Account
from dossiers.models import AttachmentVersion
from kam_portal.foundation.statements import Statement

FILES_SHOWN = 5


def latest_versions(account: Account | int) -> QuerySet[Any]:
    """The latest version of every attachment with the attachment, the newest first."""
    latest = AttachmentVersion.objects.filter(account=account, number=F("attachment__latest"))
    return latest.select_related("attachment", "by").order_by("-at", "-pk")


@dataclass(frozen=True)
class Files:
    """The latest few, and how many there are of all."""

    shown: Sequence[AttachmentVersion] = ()
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


def latest_files(account: Account) -> tuple[Files, dict[str, Files]]:
    """The latest FILES_SHOWN of the client and of each section; no more is read than these, in one statement."""
    found = list(_PLACED.ask(account=account.pk))
    beside: dict[str, list[Any]] = {}
    for file in found:
        if file.place_beside <= FILES_SHOWN:
            beside.setdefault(file.attachment.section, []).append(file)
    latest = Files([file for file in found if file.place <= FILES_SHOWN], found[0].of_all if found else 0)
    return latest, {key: Files(files, files[0].of_section) for key, files in beside.items()}


def _placed(account: Any) -> QuerySet[Any]:
    newest_first, section = [F("at").desc(), F("pk").desc()], [F("attachment__section")]
    versions = latest_versions(account).annotate(
        place=Window(RowNumber(), order_by=newest_first),
        place_beside=Window(RowNumber(), partition_by=section, order_by=newest_first),
        of_all=Window(Count("pk")),
        of_section=Window(Count("pk"), partition_by=section),
    )
    return versions.filter(Q(place__lte=FILES_SHOWN) | Q(place_beside__lte=FILES_SHOWN))


_PLACED = Statement(_placed, account=int)
