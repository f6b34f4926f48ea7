"""All that is known about a client, and whether somebody looked lately."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact
from dossiers.freezing import FROZEN_WHEN_SIGNED, FROZEN_WITH_ITS_REVIEW
from dossiers.querysets import DiaryEntryQuerySet, DossierQuerySet, ReviewQuerySet
from kam_portal.foundation.history.recording import recorded


def searched(name: str, *columns: str | Value) -> list[GinIndex]:
    """Indexes of what is searched together in three columns: by stems of words, and by parts of them."""
    words = Func(*columns, function="kam_words", output_field=SearchVectorField())
    text = Func(*columns, function="kam_search_text")
    return [GinIndex(words, name=f"{name}_by_stems"), GinIndex(OpClass(text, "gin_trgm_ops"), name=f"{name}_search")]


class ReviewState(models.TextChoices):
    """Where the running review stands; overdue and due soon follow from the date."""

    NONE = "none", _("No review running")
    IN_PROGRESS = "in_progress", _("In progress")
    RETURNED = "returned", _("Returned")


@recorded(by="account")
class Dossier(models.Model):
    """The dossier of an account: when it was last verified, when it falls due again."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="dossier")
    # Day, in the manager's time zone, of the last signed review; before the first, the day the cadence began.
    signed_on = models.DateField(_("last signed review"), null=True, blank=True)
    cadence_from = models.DateField(_("cadence counted from"), null=True, blank=True)
    due_on = models.DateField(_("review due"), null=True, blank=True)
    review_state = models.CharField(max_length=12, choices=ReviewState, default=ReviewState.NONE)
    completeness = models.PositiveSmallIntegerField(_("completeness, %"), default=0)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.CheckConstraint(condition=Q(completeness__lte=100), name="completeness_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(cadence_from__isnull=False),
                name="a_due_date_is_counted_from_a_day",
            ),
        ]
        indexes = [models.Index(fields=["due_on", "account"], name="dossiers_by_due_date")]

    def __str__(self) -> str:
        return str(self.account)


@recorded(by="account")
class Section(models.Model):
    """One section of one dossier; carries the version that guards its facts."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=24)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_section_of_a_kind_an_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"


@recorded(by="account")
class Fact(models.Model):
    """One field's value with its provenance. The value is the canonical text of description.py's kind."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="facts")
    section = models.CharField(max_length=24)
    key = models.CharField(max_length=40)
    value = models.TextField(blank=True)
    as_of = models.DateField(_("as of"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    # The section's version that wrote this value: what somebody who read an older version saw.
    section_version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_value_a_field_an_account")]
        indexes = [
            GinIndex(OpClass(Func("value", function="kam_fold"), "gin_trgm_ops"), name="facts_search"),
            GinIndex(
                Func("value", function="kam_words", output_field=SearchVectorField()),
                name="facts_by_stems",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"


@recorded(by="account")
class FinancialYear(models.Model):
    """The client's own indicators for a year. Missing is not zero."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="financial_years")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1900), MaxValueValidator(2100)])
    currency = models.CharField(_("currency"), max_length=3)
    turnover = models.DecimalField(_("turnover"), max_digits=18, decimal_places=2, null=True, blank=True)
    profit = models.DecimalField(_("profit"), max_digits=18, decimal_places=2, null=True, blank=True)
    headcount = models.PositiveIntegerField(_("headcount"), null=True, blank=True)
    is_estimate = models.BooleanField(_("estimate"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("financial year")
        verbose_name_plural = _("financial years")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["account", "year"], name="one_financial_row_an_account_a_year"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="financial_currency_is_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.year}"


class EventKind(models.TextChoices):
    BUDGET = "budget", _("Budget round")
    TENDER = "tender", _("Tender")
    CONTRACT_END = "contract_end", _("Contract end")
    BOARD = "board", _("Board change")
    OTHER = "other", _("Other")


@recorded(by="account")
class EventAhead(models.Model):
    """Something dated that is coming at the client, with the days of lead time we need."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="events_ahead")
    kind = models.CharField(_("kind"), max_length=16, choices=EventKind)
    title = models.CharField(_("what"), max_length=200)
    on = models.DateField(_("date"))
    lead_days = models.PositiveSmallIntegerField(_("lead time, days"), default=30, validators=[MaxValueValidator(730)])
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("event ahead")
        verbose_name_plural = _("events ahead")
        ordering = ["on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="event_ahead_has_a_title")]
        indexes = [
            models.Index(fields=["account", "on"], name="events_ahead_by_date"),
            *searched("events", "title", "note", Value("")),
        ]

    def __str__(self) -> str:
        return self.title


class DiaryKind(models.TextChoices):
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    LETTER = "letter", _("Letter")
    OTHER = "other", _("Other")


@recorded(by="account")
class DiaryEntry(models.Model):
    """Who met whom, what was promised, and the one next step that came of it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="diary")
    kind = models.CharField(_("kind"), max_length=12, choices=DiaryKind, default=DiaryKind.MEETING)
    on = models.DateField(_("date"))
    summary = models.TextField(_("what happened"))
    promises = models.TextField(_("promises"), blank=True)
    ours = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("our people"),
        blank=True,
        related_name="diary",
        through="OurParticipant",
    )
    theirs = models.ManyToManyField(
        Contact, verbose_name=_("their people"), blank=True, related_name="diary", through="TheirParticipant"
    )
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("next step by"), null=True, blank=True)
    next_step_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("next step owner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next_steps",
    )
    next_step_done_on = models.DateField(_("next step done"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DiaryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("diary entry")
        verbose_name_plural = _("diary entries")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(summary=""), name="diary_entry_says_something"),
            models.CheckConstraint(
                condition=Q(next_step="", next_step_on__isnull=True, next_step_owner__isnull=True)
                | (~Q(next_step="") & Q(next_step_on__isnull=False, next_step_owner__isnull=False)),
                name="next_step_has_a_date_and_an_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-on"], name="diary_by_date"),
            models.Index(
                fields=["next_step_owner", "next_step_on"],
                name="open_next_steps",
                condition=~Q(next_step="") & Q(next_step_done_on__isnull=True),
            ),
            *searched("diary", "summary", "promises", "next_step"),
        ]

    def __str__(self) -> str:
        return _("%(kind)s on %(date)s") % {"kind": self.get_kind_display(), "date": date_format(self.on)}


@recorded(by="entry")
class OurParticipant(models.Model):
    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "user"], name="one_of_us_once_an_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.user_id}"


@recorded(by="entry")
class TheirParticipant(models.Model):
    entry = models.ForeignKey(DiaryEntry, on_delete=models.CASCADE)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "contact"], name="one_of_theirs_once_an_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.contact_id}"


@recorded(by="account")
class Review(models.Model):
    """One verification of the whole dossier. Once signed it is frozen: snapshot and changes stay readable.

    A lead who returns it leaves it frozen, with the reason; the next one opens with its answers.
    """

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        SIGNED = "signed", _("Signed")
        RETURNED = "returned", _("Returned")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="reviews")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.IN_PROGRESS)
    due_on = models.DateField(_("was due"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opened by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("on behalf of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # All sections confirmed within seconds: marked for the lead, not refused.
    is_empty = models.BooleanField(_("confirmed within seconds"), default=False)
    snapshot = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=list, blank=True)
    returned_at = models.DateTimeField(_("returned"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("returned by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    return_reason = models.TextField(_("reason for the return"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier review")
        verbose_name_plural = _("dossier reviews")
        ordering = ["-number"]
        triggers = [FROZEN_WHEN_SIGNED]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="reviews_are_numbered"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="in_progress"), name="one_review_runs_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="in_progress")
                | Q(signed_at__isnull=False, signed_on__isnull=False, signed_by__isnull=False),
                name="a_signed_review_has_a_signature",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | (Q(returned_at__isnull=False) & ~Q(return_reason="")),
                name="a_returned_review_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return _("Review %(number)s") % {"number": self.number}


@recorded(by="review", exclude=["seen"])
class Answer(models.Model):
    """What the reviewer said of one section: still true, changed with or without a word on the rest, or unknown."""

    class Verdict(models.TextChoices):
        TRUE = "true", _("Still true")
        PARTLY = "partly", _("Changed, the rest is still true")
        CHANGED = "changed", _("Changed")
        UNKNOWN = "unknown", _("Unknown")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    topic = models.CharField(max_length=24)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    note = models.TextField(_("note"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField()
    # What was recorded when the verdict was given (review_topics.fingerprint); blank for answers older than this.
    seen = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        triggers = [FROZEN_WITH_ITS_REVIEW]
        constraints = [models.UniqueConstraint(fields=["review", "topic"], name="one_answer_a_topic_a_review")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.topic}: {self.verdict}"
