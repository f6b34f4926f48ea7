"""The files of a client as its reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import F, QuerySet

from accounts.models import Account
from dossiers.models import AttachmentVersion


def latest_versions(account: Account) -> QuerySet[AttachmentVersion]:
    """The latest version of every attachment with the attachment, the newest first."""
    latest = AttachmentVersion.objects.filter(account=account, number=F("attachment__latest"))
    return latest.select_related("attachment", "by").order_by("-at", "-pk")


def by_section(files: Iterable[AttachmentVersion]) -> dict[str, Sequence[AttachmentVersion]]:
    """The files of each section; those of the dossier as a whole under ""."""
    found: dict[str, list[AttachmentVersion]] = {}
    for file in files:
        found.setdefault(file.attachment.section, []).append(file)
    return dict(found)
