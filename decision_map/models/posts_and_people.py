"""Posts, people, and who sits where.

A post is not a person: posts are the boxes, people (contacts of the account) occupy them over time.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from dossiers.models.searched import searched
from kam_portal.foundation.circles import refused_circles
from kam_portal.foundation.history.recording import recorded

NO_REPORTING_CYCLES = refused_circles(
    name="no_reporting_cycles",
    table="decision_map_post",
    column="reports_to_id",
    lock="hashtext('decision_map.reports_to'), NEW.map_id::integer",
    sentence="a post cannot report to itself",
    moves_with=("map_id",),
    first="""
        IF NEW.map_id IS DISTINCT FROM (SELECT map_id FROM decision_map_post WHERE id = NEW.reports_to_id) THEN
            RAISE EXCEPTION 'a post reports within its own map' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'post_reports_within_its_map';
        END IF;""",
)


@recorded(by="account")
class DecisionMap(models.Model):
    """One map of a client: of all of it, of a division, of a purchase. One of them is opened first."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="maps")
    title = models.CharField(_("title"), max_length=120)
    is_primary = models.BooleanField(_("opened first"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("decision map")
        verbose_name_plural = _("decision maps")
        ordering = ["-is_primary", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="map_has_a_title"),
            models.UniqueConstraint(fields=["account", "title"], name="one_map_of_a_title_an_account"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_primary=True), name="one_primary_map_an_account"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("map", args=[self.account_id, self.pk])


@recorded(by="account")
class Post(models.Model):
    """A box of the map; it stays when its occupant leaves."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    map = models.ForeignKey(DecisionMap, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(_("post"), max_length=200)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    site = models.CharField(_("site"), max_length=200, blank=True)
    # What the client's own chart calls the post by; a later chart finds it again by this.
    reference = models.CharField(_("id in the client’s chart"), max_length=64, blank=True)
    reports_to = models.ForeignKey(
        "self",
        verbose_name=_("reports to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="subordinates",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["pk"]
        indexes = [*searched("posts", "title", "unit", Value(""))]
        triggers = [NO_REPORTING_CYCLES]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="post_has_a_title"),
            models.CheckConstraint(condition=~Q(reports_to=F("id")), name="post_does_not_report_to_itself"),
            models.UniqueConstraint(
                fields=["map", "reference"], condition=~Q(reference=""), name="one_post_of_a_reference_a_map"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActorManager(models.Manager["Actor"]):
    """With the contact, whose name a person on a map is called by."""

    def get_queryset(self) -> models.QuerySet[Actor]:
        return super().get_queryset().select_related("contact")


@recorded(by="account")
class Actor(models.Model):
    """A person on one map, and who of us meets them; carries the version that guards what is judged of them."""

    # Who of us meets the person, how often and with what aim; in groups that stand or fall together.
    RELATIONSHIP = (("mirror", "backup"), ("ladder_now",), ("ladder_wanted",), ("every_days",))
    COUNTERPART = tuple(name for names in RELATIONSHIP for name in names)

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="actors")
    map = models.ForeignKey(DecisionMap, on_delete=models.CASCADE, related_name="actors")
    contact = models.ForeignKey(Contact, verbose_name=_("person"), on_delete=models.CASCADE, related_name="actors")
    # Our counterpart, and who steps in.
    mirror = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("our counterpart"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    backup = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("backup"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ladder_now = models.PositiveSmallIntegerField(
        _("ladder level now"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    ladder_wanted = models.PositiveSmallIntegerField(
        _("ladder level wanted"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    every_days = models.PositiveSmallIntegerField(
        _("contact every … days"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    left_on = models.DateField(_("left on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActorManager()

    class Meta:
        verbose_name = _("person on the map")
        verbose_name_plural = _("people on the map")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["map", "contact"], name="a_person_stands_once_on_a_map"),
            models.CheckConstraint(
                condition=Q(mirror__isnull=True) | Q(backup__isnull=True) | ~Q(mirror=F("backup")),
                name="backup_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=(Q(ladder_now__isnull=True) | Q(ladder_now__range=(1, 4)))
                & (Q(ladder_wanted__isnull=True) | Q(ladder_wanted__range=(1, 4))),
                name="ladder_of_a_person_has_four_steps",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contact)


@recorded(by="account")
class Occupancy(models.Model):
    """A person in a post for a time; an open one is the present occupant."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="occupancies")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="occupancies")
    actor = models.ForeignKey(Actor, verbose_name=_("person"), on_delete=models.CASCADE, related_name="occupancies")
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("occupant")
        verbose_name_plural = _("occupants")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(until__isnull=True), name="one_occupant_at_a_time"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="occupancy_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} → {self.post}"
