"""Files that admins bring in by the pages."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

IMPORT_STATES = ["checking", "checked", "running", "done", "refused"]


def import_path(run: ImportRun, name: str) -> str:
    """Where an uploaded file lies: named by us, whatever it was called."""
    return f"imports/{uuid.uuid4().hex}"


class ImportRun(models.Model):
    """A file an admin brought in by the pages: how far it is, and what it came to. See importing/runs.py."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked, not imported yet")
        RUNNING = "running", _("being imported")
        DONE = "done", _("imported")
        REFUSED = "refused", _("refused, nothing written")

    kind = models.CharField(_("kind"), max_length=16)
    file_name = models.CharField(_("file"), max_length=255)
    file = models.FileField(upload_to=import_path)
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.CHECKING)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("started by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # What the person said about the columns (ours -> theirs), and what was made of the file.
    overrides = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    form = models.CharField(max_length=200, blank=True)
    # Why the file as a whole was refused.
    refusal = models.TextField(blank=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    steps_done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=IMPORT_STATES), name="import_state_is_known")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        is_checked = self.state in (self.State.CHECKING, self.State.CHECKED)
        return reverse("import_check" if is_checked else "import_result", args=[self.pk])

    @property
    def is_busy(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.RUNNING)
