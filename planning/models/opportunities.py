"""What could be sold or done at the client, how far the client's decision is, and the checklist of work on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models.searched import searched
from kam_portal.foundation.history.recording import recorded
from planning.models.goals import Goal
from planning.models.plans import Plan

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Stage(models.TextChoices):
    """How far the client's own decision is (method.md, section 5.8)."""

    NEED = "need", _("Need")
    SEARCH = "search", _("Search")
    EVALUATION = "evaluation", _("Evaluation")
    SELECTION = "selection", _("Selection")
    IMPLEMENTATION = "implementation", _("Implementation")
    REVIEW = "review", _("Review of results")


def _step(words: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(words, null=True, blank=True, validators=ONE_TO_FIVE)


def _value(words: Any) -> models.DecimalField:
    return models.DecimalField(words, max_digits=16, decimal_places=2, null=True, blank=True)


@recorded(by="account")
class Opportunity(models.Model):
    """Effort is the mean of time, money and people; opportunities/worth.py tells what comes of it and the benefit."""

    class Kind(models.TextChoices):
        """The three classes of method.md, section 5.2."""

        USE = "use", _("More use or sales of an existing product")
        SERVICE = "service", _("Better service")
        WIDER = "wider", _("Wider business")

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        DROPPED = "dropped", pgettext_lazy("opportunity", "Dropped")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="opportunities")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="opportunities")
    title = models.CharField(_("opportunity"), max_length=200)
    kind = models.CharField(_("class"), max_length=8, choices=Kind)
    time = _step(_("time it takes, 1 to 5"))
    money = _step(_("money it takes, 1 to 5"))
    people = _step(_("people it takes, 1 to 5"))
    benefit = _step(_("benefit, 1 to 5"))
    value_1 = _value(_("value in 1 year"))
    value_3 = _value(_("value in 3 years"))
    value_5 = _value(_("value in 5 years"))
    probability = models.PositiveSmallIntegerField(
        _("probability, %"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    stage = models.CharField(_("the client’s decision stage"), max_length=16, choices=Stage, default=Stage.NEED)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.OPEN)
    # The goal it became or serves.
    goal = models.ForeignKey(
        Goal, verbose_name=_("our goal"), null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities"
    )
    note = models.TextField(_("note"), blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried_to", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="opportunity_has_a_title"),
            models.CheckConstraint(
                condition=(Q(time__isnull=True) | Q(time__range=(1, 5)))
                & (Q(money__isnull=True) | Q(money__range=(1, 5)))
                & (Q(people__isnull=True) | Q(people__range=(1, 5)))
                & (Q(benefit__isnull=True) | Q(benefit__range=(1, 5))),
                name="effort_and_benefit_have_five_steps",
            ),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__range=(0, 100)),
                name="probability_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=(Q(value_1__isnull=True) | Q(value_1__gte=0))
                & (Q(value_3__isnull=True) | Q(value_3__gte=0))
                & (Q(value_5__isnull=True) | Q(value_5__gte=0)),
                name="value_is_not_negative",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="stage_is_known"),
        ]
        indexes = searched("opportunities", "title", "note", Value(""))

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opportunity", args=[self.plan_id, self.pk])


@recorded(by="pgh_obj")
class StageWork(models.Model):
    """One line of the company's checklist: what we do while a client is at a stage. Edited by admins."""

    stage = models.CharField(_("stage"), max_length=16, choices=Stage)
    text_en = models.CharField(_("in English"), max_length=200)
    text_ru = models.CharField(_("in Russian"), max_length=200)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    # What is asked no longer stays where it was ticked.
    is_asked = models.BooleanField(pgettext_lazy("line of a checklist", "asked"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("work at a stage")
        verbose_name_plural = _("work at stages")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_en="") & ~Q(text_ru=""), name="stage_work_is_told_in_both"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="stage_of_work_is_known"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.text_ru if get_language() == "ru" else self.text_en


@recorded(by="account")
class WorkDone(models.Model):
    """A line of the checklist that was done for an opportunity."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stage_work_done")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="work_done")
    work = models.ForeignKey(StageWork, on_delete=models.PROTECT, related_name="done")
    on = models.DateField(_("done on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("work done")
        verbose_name_plural = _("work done")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["opportunity", "work"], name="stage_work_is_done_once")]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.work_id}"
