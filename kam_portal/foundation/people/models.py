"""People of our company and their teams."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kam_portal.foundation.history.recording import recorded
from kam_portal.foundation.people.querysets import UserQuerySet
from kam_portal.foundation.people.roles import RIGHTS, Right, Role


def check_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Choose one such as Europe/Moscow."), params={"zone": name}
        )


class Function(models.TextChoices):
    """What a person does in our company; scores and nominations are compared by it."""

    SALES = "sales", _("Sales")
    MARKETING = "marketing", _("Marketing")
    FINANCE = "finance", _("Finance")
    SERVICE = "service", _("Service")
    LOGISTICS = "logistics", _("Logistics")
    TECHNOLOGY = "technology", _("Technology")
    LEGAL = "legal", _("Legal")
    MANAGEMENT = "management", _("Management")


@recorded(by="pgh_obj")
class Team(models.Model):
    name = models.CharField(pgettext_lazy("of a team", "name"), max_length=120, unique=True)
    lead = models.ForeignKey(
        "people.User",
        verbose_name=_("team lead"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        """Django's createsuperuser: the first admin of a new installation. ValidationError when the e-mail is taken."""
        user = self.model(email=email, role=Role.ADMIN, **fields)
        user.set_password(password)
        user.full_clean()
        user.save()
        return user


@recorded(by="pgh_obj", exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person who signs in by e-mail. A deactivated one can nothing, at once."""

    email = models.EmailField(_("e-mail"), max_length=254)
    full_name = models.CharField(_("name"), max_length=160)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.COLLEAGUE)
    function = models.CharField(_("function"), max_length=12, choices=Function, default=Function.SALES)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("en", "English"), ("ru", "Русский")], default="en"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Moscow", validators=[check_time_zone])
    absent_from = models.DateField(_("absent from"), null=True, blank=True)
    absent_until = models.DateField(_("absent until"), null=True, blank=True)
    delegate = models.ForeignKey(
        "self",
        verbose_name=_("delegate"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stands_in_for",
    )
    hours_a_month = models.PositiveSmallIntegerField(
        _("hours a month for key accounts"),
        null=True,
        blank=True,
        help_text=_("Weighed before another account becomes key. Empty: only the number of accounts is."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_per_email",
                violation_error_message=_("Somebody with this e-mail is here already."),
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
            models.CheckConstraint(
                condition=Q(absent_from__isnull=True, absent_until__isnull=True)
                | Q(absent_until__gte=F("absent_from")),
                name="absence_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(delegate=F("id")), name="nobody_delegates_to_oneself"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def may(self, right: Right) -> bool:
        return self.is_active and right in RIGHTS[Role(self.role)]

    @property
    def is_admin(self) -> bool:
        return self.may(Right.RUN_EVERYTHING)

    @property
    def is_lead(self) -> bool:
        return self.may(Right.LEAD_TEAM)

    def is_absent(self, on: datetime.date) -> bool:
        return bool(self.absent_from and self.absent_until and self.absent_from <= on <= self.absent_until)

    def stand_in(self, on: datetime.date) -> User | None:
        """Who works here and is the delegate while this person is absent."""
        if not self.is_absent(on) or self.delegate is None or not self.delegate.is_active:
            return None
        return self.delegate

    # Django's admin asks these; it is open to admins for reading (see history.admin.ReadOnlyAdmin).
    @property
    def is_staff(self) -> bool:
        return self.is_admin

    @property
    def is_superuser(self) -> bool:
        return self.is_admin

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_admin

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return self.is_admin

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_admin


@recorded(by="user", exclude=["digest"])
class CalendarFeed(models.Model):
    """Who holds the address reads this person's calendar; of the secret in it only a digest is kept."""

    user = models.OneToOneField(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="calendar_feed", primary_key=True
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.user_id)
