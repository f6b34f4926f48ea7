"""What the accounts floor keeps about a person: the contact itself, and the files it was imported from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import (
    Account,
    AgreedScore,
    Assignment,
    BuyingCriterion,
    Candidate,
    Contact,
    Decision,
    ImportRun,
    Nomination,
    Score,
    StatusChange,
)
from accounts.personal.keepers import Erasure, FreeText, Part, Person, row_of
from kam_portal.foundation.history.forgetting import as_recorded, records
from kam_portal.foundation.notifications.models import Message

FIELDS = ("name", "title", "emails", "phones", "verified_on", "erased_on", "erased_because")


class Contacts:
    floor = 1

    def kept(self, person: Person) -> Iterator[Part]:
        yield Part(capfirst(_("contact")), [row_of(person.contact, FIELDS)])
        yield Part(_("Recorded states of the contact"), list(as_recorded(Contact, Q(pgh_obj_id__in=person.selves))))

    def going(self, person: Person) -> Iterator[str]:
        yield _("Name, title, e-mails and telephones")
        n = records(Contact, Q(pgh_obj_id__in=person.selves)).count()
        yield ngettext("%(n)d recorded state of these", "%(n)d recorded states of these", n) % {"n": n}
        if n := _files().count():
            yield ngettext(
                "%(n)d file of contacts that was imported in the last month, whoever is in it",
                "%(n)d files of contacts that were imported in the last month, whoever is in them",
                n,
            ) % {"n": n}

    def staying(self, person: Person) -> Iterator[str]:
        yield _("A contact without a name, with the day and the reason of the erasure")

    def called_after(self, person: Person) -> tuple[str, ...]:
        return ()

    def erase(self, person: Person, erasure: Erasure) -> None:
        """The files alone: the contact is written over last, when everybody has asked who it was."""
        for run in _files():
            storage, name = run.file.storage, run.file.name
            run.delete()
            if name:
                transaction.on_commit(partial(storage.delete, name))


def _files() -> QuerySet[ImportRun]:
    """Not those at work: they lock what they write, and come before or after."""
    return ImportRun.objects.filter(kind="contacts").exclude(
        state__in=[ImportRun.State.CHECKING, ImportRun.State.RUNNING]
    )


def _of_account(row: StatusChange | Assignment) -> str:
    return reverse("account", args=[row.account_id])


TEXTS = (
    FreeText(Account, ("grounds_note",), path="pk", recorded_path="pgh_obj", address=Account.get_absolute_url),
    FreeText(StatusChange, ("reason",), address=_of_account),
    FreeText(Assignment, ("reason",), address=_of_account),
    FreeText(BuyingCriterion, ("name", "source"), apart="name"),
    FreeText(Candidate, ("left_out_because", "difference_note", "forecast_because")),
    *(FreeText(model, ("note",), path="candidate__account") for model in (Nomination, Score)),
    *(FreeText(model, ("reason",), path="candidate__account") for model in (AgreedScore, Decision)),
    FreeText(Message, ("note",), path="subject_id"),
)
