"""What is judged of people, and what runs between them.

What is judged belongs to a person on one map, so that two maps of a client may judge otherwise.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from decision_map.models.posts_and_people import Actor, DecisionMap
from dossiers.models.provenance import Provenance
from kam_portal.foundation.history.recording import recorded


@recorded(by="account")
class Judgement(Provenance):
    """One thing judged of a person on a map (description.py), with its provenance. Personal data, and guarded."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="judgements")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="judgements")
    key = models.CharField(max_length=24)
    value = models.TextField(blank=True)
    as_of = models.DateField(_("as of"))
    # The actor's version that wrote this value: what somebody who read an older version saw.
    actor_version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_judgement_of_a_kind_a_person")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.key}"


@recorded(by="account")
class Line(Provenance):
    """What runs between two people beside the formal order: influence from one to the other, or a conflict of both."""

    class Kind(models.TextChoices):
        INFLUENCE = "influence", _("Influence")
        CONFLICT = "conflict", _("Conflict")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="lines")
    map = models.ForeignKey(DecisionMap, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    from_actor = models.ForeignKey(Actor, verbose_name=_("from"), on_delete=models.CASCADE, related_name="lines_from")
    to_actor = models.ForeignKey(Actor, verbose_name=_("to"), on_delete=models.CASCADE, related_name="lines_to")
    # A conflict has none.
    strength = models.PositiveSmallIntegerField(
        _("strength"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_actor=F("to_actor")), name="line_joins_two_people"),
            models.CheckConstraint(
                condition=Q(kind="conflict", strength__isnull=True) | Q(kind="influence", strength__range=(1, 3)),
                name="influence_has_a_strength",
            ),
            # A conflict has no direction: it is kept from the lower number to the higher.
            models.CheckConstraint(
                condition=~Q(kind="conflict") | Q(from_actor__lt=F("to_actor")), name="conflict_is_kept_one_way"
            ),
            models.UniqueConstraint(fields=["kind", "from_actor", "to_actor"], name="one_line_of_a_kind_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.from_actor} → {self.to_actor}"
