"""Forms for something new that have been saved, so that none is saved twice."""

from __future__ import annotations

from django.db import models


class SavedForm(models.Model):
    """One sent form that made something; see once.py. Kept for good: a resent form of last year makes no double."""

    # Of the sender, the page, its token and all that was typed.
    digest = models.CharField(max_length=64, primary_key=True)
    # Where the first saving led.
    led_to = models.CharField(max_length=500, blank=True)
    # What it made, as "app.Model:pk"; empty where that is no single row.
    made = models.CharField(max_length=120, blank=True, db_default="")
    saved_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.digest[:8]} → {self.led_to}"
