"""Invitations become entries of the diary: who took part is found by e-mail, and none of them is taken twice.

Only what took place is taken: a meeting to come is no entry yet, and among the events ahead, which are the client's own
dates with a lead time, it would only hide them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Account, Contact
from dossiers.completeness import refresh_completeness
from dossiers.diary.invitations import Invitation, Invited
from dossiers.diary.writing import hold_people, people_of
from dossiers.models import DiaryEntry, DiaryKind, OurParticipant, TheirParticipant
from kam_portal.foundation.people.models import User

OFFERED_AT_MOST = 300
# Characters. What a page sends back has to stay below DATA_UPLOAD_MAX_MEMORY_SIZE.
PACKED_AT_MOST = 3 * 1024 * 1024
UNKNOWN_AT_MOST = 20
# A page with invitations waits so long for an answer, in seconds.
KEPT_FOR = 24 * 3600


@dataclass(frozen=True)
class Offered:
    """An invitation with whom of it the account knows; `unknown` are names."""

    invitation: Invitation
    theirs: tuple[Contact, ...]
    ours: tuple[User, ...]
    unknown: tuple[str, ...]
    is_taken: bool

    @property
    def is_proposed(self) -> bool:
        """Whether it is ticked at first: of a series not every date need have taken place."""
        return not self.is_taken and not self.invitation.of_series


def offered(account: Account, by: User, invitations: Iterable[Invitation]) -> list[Offered]:
    """What may be taken, each of them once, the latest first; four statements."""
    once = {invitation.key: invitation for invitation in invitations}
    latest = sorted(once.values(), key=lambda each: (each.on, each.key), reverse=True)[:OFFERED_AT_MOST]
    contacts = {email.lower(): c for c in account.contacts.order_by("-pk") for email in c.emails}
    users = {user.email.lower(): user for user in people_of(account, by)}
    keys = [invitation.key for invitation in latest]
    taken = set(DiaryEntry.objects.filter(account=account, ics_uid__in=keys).values_list("ics_uid", flat=True))
    return [_offered(each, contacts, users, each.key in taken) for each in latest]


def _offered(invitation: Invitation, contacts: dict[str, Contact], users: dict[str, User], is_taken: bool) -> Offered:
    theirs = {c.pk: c for person in invitation.people if (c := contacts.get(person.email))}
    ours = {u.pk: u for person in invitation.people if (u := users.get(person.email))}
    unknown = [p.name for p in invitation.people if p.email not in contacts and p.email not in users]
    return Offered(invitation, tuple(theirs.values()), tuple(ours.values()), tuple(unknown), is_taken)


@transaction.atomic
def take_invitations(*, account: Account, by: User, invitations: Sequence[Invitation]) -> int:
    """Make entries of them, except of those taken before; how many were made. People are looked up anew."""
    # Two who import the same at once: the second one waits, and finds it taken.
    Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    fresh = [each for each in offered(account, by, invitations) if not each.is_taken]
    entries = DiaryEntry.objects.bulk_create(_entry(account, by, each) for each in fresh)
    pairs = list(zip(entries, fresh, strict=True))
    OurParticipant.objects.bulk_create(OurParticipant(entry=entry, user=u) for entry, each in pairs for u in each.ours)
    TheirParticipant.objects.bulk_create(
        TheirParticipant(entry=entry, contact=c) for entry, each in pairs for c in each.theirs
    )
    hold_people()
    refresh_completeness([account.pk])
    return len(entries)


def _entry(account: Account, by: User, each: Offered) -> DiaryEntry:
    names = ", ".join(each.unknown[:UNKNOWN_AT_MOST])
    also = _("Also there: %(names)s") % {"names": names} if names else ""
    return DiaryEntry(
        account=account,
        by=by,
        kind=DiaryKind.MEETING,
        on=each.invitation.on,
        summary="\n".join(text for text in (each.invitation.text, also) if text),
        ics_uid=each.invitation.key,
    )


def packed(account: Account, by: User, invitations: Iterable[Invitation]) -> str:
    """The invitations as a text that the page keeps until the answer, signed for this account and reader."""
    rows = [asdict(each) | {"on": each.on.isoformat()} for each in invitations]
    return signing.dumps(rows, salt=_salt(account, by), compress=True)


def fitting(account: Account, by: User, rows: list[Offered]) -> tuple[list[Offered], str]:
    """As many of the rows as a page can send back, from the first on, and these packed."""
    while len(text := packed(account, by, [row.invitation for row in rows])) > PACKED_AT_MOST:
        rows = rows[: len(rows) // 2]
    return rows, text


def unpacked(account: Account, by: User, text: str) -> list[Invitation]:
    """Raises signing.BadSignature for what this page did not sign, or longer ago than KEPT_FOR."""
    rows: list[dict[str, Any]] = signing.loads(text, salt=_salt(account, by), max_age=KEPT_FOR)
    return [_invitation(row) for row in rows]


def _invitation(row: dict[str, Any]) -> Invitation:
    people = tuple(Invited(**person) for person in row["people"])
    return Invitation(**row | {"on": datetime.date.fromisoformat(row["on"]), "people": people})


def _salt(account: Account, by: User) -> str:
    return f"dossiers.diary.importing:{account.pk}:{by.pk}"
