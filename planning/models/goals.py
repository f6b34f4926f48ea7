"""What we want to reach, each goal mirroring one of the client's; readings say how far we are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Contact
from decision_map.models import DecisionMap
from dossiers.models import TableRow
from dossiers.models.searched import searched
from kam_portal.foundation.history.recording import recorded
from planning.models.plans import Plan
from planning.querysets import ReadingQuerySet


@recorded(by="account")
class Goal(models.Model):
    """One of our goals. A measured one goes from a baseline to a target; another one says in words what will be so."""

    class Kind(models.TextChoices):
        MEASURED = "measured", _("Measured by a number")
        QUALITATIVE = "qualitative", _("Told in words")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="plan_goals")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    title = models.CharField(_("our goal"), max_length=200)
    # A row of the dossier's table of the client's goals.
    client_goal = models.ForeignKey(
        TableRow,
        verbose_name=_("the client’s goal it serves"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="plan_goals",
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.MEASURED)
    # What is measured; of a goal told in words, by what we will know that it is reached.
    measure = models.CharField(_("measure"), max_length=200, blank=True)
    unit = models.CharField(pgettext_lazy("of a measure", "unit"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    # Where it is decided; the map that is opened first, where none is named.
    map = models.ForeignKey(
        DecisionMap,
        verbose_name=_("decision map"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="plan_goals",
    )
    # Whom of the client it is about; everybody of the map, where nobody is named.
    people = models.ManyToManyField(
        Contact, verbose_name=_("people"), blank=True, related_name="plan_goals", through="GoalPerson"
    )
    note = models.TextField(_("note"), blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried_to", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="goal_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind="measured") | Q(baseline__isnull=True, target__isnull=True, unit=""),
                name="goals_in_words_have_no_numbers",
            ),
        ]
        indexes = searched("goals", "title", "measure", "note")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("goal", args=[self.plan_id, self.pk])


@recorded(by="goal")
class GoalPerson(models.Model):
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "contact"], name="a_person_once_a_goal")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.contact_id}"


@recorded(by="account")
class Reading(models.Model):
    """How far a goal was on a day: a value, of a goal told in words only the words. The latest one is its present."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="goal_readings")
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # Of a goal told in words: that it is reached.
    is_reached = models.BooleanField(_("reached"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["goal", "on"], name="one_reading_a_goal_a_day"),
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(note=""), name="reading_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.on}"
