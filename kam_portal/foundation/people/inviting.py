"""Bringing people in and letting them go; there is no public sign-up."""

from __future__ import annotations

import datetime
import logging
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.leaving import duties_beyond, duties_of, tell_followers
from kam_portal.foundation.people.models import Team, User
from kam_portal.foundation.people.roles import Right, Role

log = logging.getLogger("kam.people")

# What the database's own refusals mean, by name of the constraint.
REFUSALS = {
    "one_person_per_email": ("email", gettext_lazy("Somebody with this e-mail is here already.")),
    "people_team_name_key": ("name", gettext_lazy("There is a team of this name already.")),
}


class MailNotSent(Exception):
    """The invitation could not be handed to the mail server; the person is in nevertheless and can be invited again."""


def create_person(*, email: str, full_name: str, password: str | None = None, **values: Any) -> User:
    """A new person; without a password nobody can sign in until the invitation link set one.

    Raises ValidationError when the e-mail is taken.
    """
    email = email.strip()
    check_email_is_free(email)
    user = User(email=email, full_name=full_name, **values)
    if password is None:
        user.set_unusable_password()
    else:
        user.set_password(password)
    with _refused_in_words():
        user.save()
    return user


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """A broken uniqueness as a ValidationError on its field, also when two people save at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for name, (field, sentence) in REFUSALS.items():
            if name in str(error):
                raise ValidationError({field: sentence}) from error
        raise


def check_email_is_free(email: str, person: User | None = None) -> None:
    """Raise ValidationError when somebody but `person` has the e-mail, in whatever case."""
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk if person else None).exists():
        raise _taken(email)


def _taken(email: str) -> ValidationError:
    return ValidationError({"email": _("Somebody with the e-mail %(email)s is here already.") % {"email": email}})


def password_link(person: User) -> str:
    """An address of ours that lets its holder set the person's password: once, until it expires."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return str(get_adapter().get_reset_password_from_key_url(key))


def send_invitation(*, person: User, by: User) -> None:
    """Mail the link in the person's language; raises MailNotSent with the reason."""
    expires_at = timezone.now() + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    context = {
        "person": person,
        "by": by,
        "link": password_link(person),
        "site_url": settings.SITE_URL,
        "expires_at": expires_at,
    }
    with translation.override(person.language), timezone.override(person.time_zone):
        mail = EmailMultiAlternatives(
            subject=_("Your invitation to the KAM Portal"),
            body=render_to_string("emails/invitation.txt", context),
            to=[person.email],
        )
        mail.attach_alternative(render_to_string("emails/invitation.html", context), "text/html")
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("The invitation of person %s was not sent: %s", person.pk, error)
        raise MailNotSent(str(error)) from error


@transaction.atomic
def edit_person(*, person: User, version: int, changes: Mapping[str, Any]) -> User:
    """Change role, team, profile or absence.

    Raises StaleEdit when somebody saved in between, ValidationError when the new role cannot hold what the person
    holds, or the e-mail is taken.
    """
    if "role" in changes and (duties := duties_beyond(_keep_from_new_duties(person), changes["role"])):
        raise ValidationError({"role": duties})
    if "email" in changes:
        email = changes["email"]
        check_email_is_free(email, person)
        # Sign-in also looks here; a former address must open nothing.
        EmailAddress.objects.filter(user=person).exclude(email__iexact=email).delete()
    with _refused_in_words():
        return save_versioned(instance=person, version=version, changes=changes)


def _keep_from_new_duties(person: User) -> User:
    """The person as stored now, locked: whoever is about to hand them something waits and then looks again.

    With an admin all admins are locked, in the order in which leaving.py asks for the last one.
    """
    is_admin = User.objects.filter(pk=person.pk, role=Role.ADMIN).exists()
    also = Q(role=Role.ADMIN) if is_admin else Q()
    people = User.objects.filter(Q(pk=person.pk) | also).order_by("pk").select_for_update(of=("self",), no_key=True)
    return next(stored for stored in people if stored.pk == person.pk)


@transaction.atomic
def deactivate(*, person: User, by: User | None, at: datetime.datetime) -> User:
    """The person can nothing from the next request on: sessions, password and open links are dead for good.

    Raises ValidationError while the person still holds what somebody else must take over.
    """
    stored = _keep_from_new_duties(person)
    if duties := duties_of(stored):
        raise ValidationError(duties)
    if not stored.is_active:
        return stored
    stored.is_active = False
    stored.set_unusable_password()
    stored.version += 1
    stored.save(update_fields=["is_active", "password", "version"])
    tell_followers(stored, by=by, at=at)
    return stored


def reactivate(*, person: User, by: User) -> User:
    """Let the person back in by a new invitation; raises MailNotSent when only the mail failed."""
    with transaction.atomic():
        stored = User.objects.select_for_update().get(pk=person.pk)
        if stored.is_active:
            return stored
        stored.is_active = True
        stored.version += 1
        stored.save(update_fields=["is_active", "version"])
    send_invitation(person=stored, by=by)
    return stored


@transaction.atomic
def create_team(*, name: str, lead: User | None = None) -> Team:
    """Raises ValidationError when the name is taken or the lead may not lead."""
    if lead is not None:
        lead = _keep_from_new_duties(lead)
    _check_lead(lead)
    with _refused_in_words():
        return Team.objects.create(name=name, lead=lead)


@transaction.atomic
def edit_team(*, team: Team, version: int, changes: Mapping[str, Any]) -> Team:
    """Raises StaleEdit when somebody saved in between, ValidationError when name or lead cannot be."""
    if changes.get("lead") is not None:
        _check_lead(_keep_from_new_duties(changes["lead"]))
    with _refused_in_words():
        return save_versioned(instance=team, version=version, changes=changes)


def _check_lead(lead: User | None) -> None:
    if lead is not None and not lead.may(Right.LEAD_TEAM):
        raise ValidationError({"lead": _("%(person)s is no team lead. Give them that role first.") % {"person": lead}})
