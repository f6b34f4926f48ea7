"""Files attached to a dossier: what people see of them, and every version of the bytes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from dossiers.models.searched import searched
from kam_portal.foundation.history.recording import recorded

NAME_LIMIT = 200


@recorded(by="account", exclude=["name_key"])
class Attachment(models.Model):
    """One document of a client: a contract, a price list, a picture. Its bytes are in its versions.

    `file_name` is the name of the latest version; a file uploaded under this name is the next version, whatever the
    case of its letters: `name_key` says so to the database. `latest` is the number of the latest version.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="attachments")
    title = models.CharField(pgettext_lazy("of a file", "title"), max_length=NAME_LIMIT)
    note = models.TextField(_("note"), blank=True)
    # The key of a section of description.py; empty for a file of the dossier as a whole.
    section = models.CharField(_("section"), max_length=24, blank=True)
    file_name = models.CharField(_("file name"), max_length=NAME_LIMIT)
    # Folding letters can triple them.
    name_key = models.CharField(max_length=3 * NAME_LIMIT)
    latest = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="attachment_has_a_title"),
            models.UniqueConstraint(fields=["account", "name_key"], name="one_attachment_of_a_name_an_account"),
        ]
        indexes = [*searched("attachments", "title", "file_name", "note")]

    def __str__(self) -> str:
        return self.title


@recorded(by="account", exclude=["stored_as"])
class AttachmentVersion(models.Model):
    """The bytes of an attachment as somebody uploaded them. `stored_as` is their name in the storage, made by us."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    stored_as = models.CharField(max_length=100, unique=True)
    original_name = models.CharField(_("file name"), max_length=NAME_LIMIT)
    size = models.PositiveBigIntegerField(pgettext_lazy("of a file", "size"))
    content_type = models.CharField(pgettext_lazy("of a file", "type"), max_length=100)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("uploaded by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("version of a file")
        verbose_name_plural = _("versions of files")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["attachment", "number"], name="versions_of_an_attachment_are_numbered"),
            models.CheckConstraint(condition=Q(size__gt=0, number__gt=0), name="a_version_has_bytes_and_a_number"),
        ]

    def __str__(self) -> str:
        return _("%(name)s, version %(number)s") % {"name": self.original_name, "number": self.number}
