"""Clients and their people; who of us owns which client."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.querysets import AccountQuerySet, AssignmentQuerySet, ContactQuerySet
from kam_portal.foundation.circles import refused_circles
from kam_portal.foundation.history.recording import recorded
from kam_portal.foundation.people.models import Function


class Status(models.TextChoices):
    """What we decided the account to be (method.md, section 2)."""

    CANDIDATE = "candidate", _("Candidate")
    KEY = "key", _("Key account")
    KEY_DEVELOPMENT = "key_development", _("Key development")
    MAINTENANCE = "maintenance", _("Maintenance")
    OPPORTUNISTIC = "opportunistic", _("Opportunistic")
    CLOSED = "closed", _("Closed")


class Ground(models.TextChoices):
    """Why a client is key (method.md, section 1)."""

    TURNOVER = "turnover", _("Large share of our turnover")
    PROFIT = "profit", _("Stable high profit")
    PARTNER = "partner", _("Reliable long-term partner")
    PULL = "pull", _("Pulls further sales")
    NEW_WAYS = "new_ways", _("Opens new ways to earn")
    LEADER = "leader", _("Market leader or influence on the market")
    REPUTATION = "reputation", _("Effect on our reputation")
    POTENTIAL = "potential", _("High purchase potential")
    COMPLEX = "complex", _("Complex buying behaviour")
    LASTING = "lasting", _("Wants a lasting partnership")


class Consent(models.TextChoices):
    """Not every client lets itself be called key."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    GIVEN = "given", _("Agrees to be a key account")
    REFUSED = "refused", _("Does not want it")


NO_GROUP_CYCLES = refused_circles(
    name="no_group_cycles",
    table="accounts_account",
    column="parent_id",
    lock="hashtext('accounts.parent')",
    sentence="an account cannot belong to itself",
)


@recorded(by="pgh_obj", exclude=["search_text", "name_key", "sort_key", "annual_sales_currency"])
class Account(models.Model):
    trade_name = models.CharField(_("trade name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=300, blank=True)
    registration_id = models.CharField(
        _("registration id"),
        max_length=64,
        blank=True,
        help_text=_("The number in the public register or in your ERP."),
    )
    country = models.CharField(_("country"), max_length=100, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    site = models.CharField(
        _("main site"), max_length=200, blank=True, help_text=_("City or address of the head office.")
    )
    founded = models.PositiveSmallIntegerField(
        _("founded"), null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2100)]
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="subsidiaries",
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.CANDIDATE)
    status_since = models.DateField(_("status since"))
    grounds = ArrayField(
        models.CharField(max_length=12, choices=Ground),
        verbose_name=_("grounds for being key"),
        default=list,
        blank=True,
    )
    grounds_note = models.TextField(_("grounds in words"), blank=True)
    consent = models.CharField(_("client's consent"), max_length=12, choices=Consent, default=Consent.NOT_ASKED)
    consent_on = models.DateField(_("consent as of"), null=True, blank=True)
    # The manager of the open Assignment; written by assigning.py together with it.
    kam = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("key account manager"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accounts",
    )
    # What the client asks of its manager, where somebody estimated it; weighed before another account becomes key.
    hours_a_month = models.PositiveSmallIntegerField(_("hours a month the client needs"), null=True, blank=True)
    # Sales of the latest year known; written by keeping.py together with the year.
    annual_sales = models.DecimalField(_("sales, latest year"), max_digits=16, decimal_places=2, null=True, blank=True)
    annual_sales_currency = models.CharField(_("currency of the sales"), max_length=3, blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    search_text = models.GeneratedField(
        expression=Func(F("trade_name"), F("legal_name"), F("registration_id"), function="kam_search_text"),
        output_field=models.TextField(),
        db_persist=True,
    )
    name_key = models.GeneratedField(
        expression=Func(F("trade_name"), function="kam_fold"), output_field=models.TextField(), db_persist=True
    )
    # Lists go by it: a name in quotes stands where it would without them.
    sort_key = models.GeneratedField(
        expression=Func(F("trade_name"), function="kam_sort_key"), output_field=models.TextField(), db_persist=True
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["sort_key", "pk"]
        triggers = [NO_GROUP_CYCLES]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="account_status_is_known"),
            models.CheckConstraint(condition=~Q(trade_name=""), name="account_has_a_name"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="account_is_not_its_own_parent"),
            models.UniqueConstraint(
                fields=["registration_id"], condition=~Q(registration_id=""), name="registration_id_is_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["name_key"], name="accounts_of_a_name"),
            models.Index(fields=["sort_key", "id"], name="accounts_by_name"),
            models.Index(fields=["kam", "sort_key", "id"], name="accounts_of_a_manager"),
            models.Index(fields=["status"], name="accounts_by_status"),
            models.Index(F("annual_sales").desc(nulls_last=True), F("id"), name="accounts_by_sales"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="accounts_search"),
        ]

    def __str__(self) -> str:
        return self.trade_name

    def get_absolute_url(self) -> str:
        return reverse("account", args=[self.pk])


@recorded(by="account")
class StatusChange(models.Model):
    """The decisions that made the account what it is; the latest one is its status."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="status_changes")
    status = models.CharField(_("status"), max_length=16, choices=Status)
    since = models.DateField(_("since"))
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The selection round that is the evidence.
    round = models.ForeignKey(
        "accounts.Round",
        verbose_name=_("selection round"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="status_changes",
    )

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["-since", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="status_change_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.since}"


@recorded(by="account")
class Assignment(models.Model):
    """One manager owns an account at a time; the past owners stay on record."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="assignments")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("manager"), on_delete=models.PROTECT, related_name="assignments"
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("assigned by"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_on__isnull=True), name="one_manager_an_account_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="assignment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} → {self.manager}"


@recorded(by="account")
class AccountMember(models.Model):
    """A colleague on the account team; reads the dossier, and edits it if given."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    function = models.CharField(_("function on this account"), max_length=12, choices=Function)
    can_edit = models.BooleanField(_("may edit"), default=False)

    class Meta:
        verbose_name = _("account team member")
        verbose_name_plural = _("account team members")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="one_seat_a_person_an_account")]

    def __str__(self) -> str:
        return f"{self.user} ({self.account})"


@recorded(by="account")
class AccountYear(models.Model):
    """What we sold to the client in a calendar year and what it cost us. Missing is not zero."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1900), MaxValueValidator(2100)])
    currency = models.CharField(_("currency"), max_length=3)
    sales = models.DecimalField(_("sales"), max_digits=16, decimal_places=2, null=True, blank=True)
    margin = models.DecimalField(_("margin"), max_digits=16, decimal_places=2, null=True, blank=True)
    cost_to_serve = models.DecimalField(_("cost to serve"), max_digits=16, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("year of sales")
        verbose_name_plural = _("years of sales")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["account", "year"], name="one_row_an_account_a_year"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="currency_is_a_code"),
            models.CheckConstraint(
                condition=Q(cost_to_serve__isnull=True) | Q(cost_to_serve__gte=0), name="cost_to_serve_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.year}"


@recorded(by="account", exclude=["search_text"])
class Contact(models.Model):
    """A person at the client."""

    account = models.ForeignKey(Account, verbose_name=_("account"), on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("title"), max_length=200, blank=True)
    emails = ArrayField(models.EmailField(max_length=254), verbose_name=_("e-mails"), default=list, blank=True)
    phones = ArrayField(models.CharField(max_length=40), verbose_name=_("phones"), default=list, blank=True)
    # Edited by a person or confirmed by a review of the dossier; an import verifies nobody.
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    # On request nothing is kept about the person but that there was one; see personal/erasing.py.
    erased_on = models.DateField(_("erased on"), null=True, blank=True, editable=False)
    erased_because = models.CharField(
        _("erased because"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = models.GeneratedField(
        expression=Func(F("name"), F("title"), models.Value(""), function="kam_search_text"),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="contact_has_a_name"),
            models.UniqueConstraint(fields=["account", "name"], name="one_contact_of_a_name_an_account"),
        ]
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="contacts_search")]

    def __str__(self) -> str:
        return self.name


class SamePerson(models.Model):
    """Two contacts that are one person: merged into one, or gone on to another client.

    Numbers, not references: the former one of a merge is gone, and the person has to be found all the same when they
    are erased on request. It goes with the erasure.
    """

    former = models.BigIntegerField()
    present = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["former", "present"], name="one_person_is_said_once")]

    def __str__(self) -> str:
        return f"{self.former} = {self.present}"
