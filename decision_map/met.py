"""Who of us met whom of a map, by the diary: in three statements, whatever it holds."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from accounts.models import Account, AccountMember
from decision_map.knowing import known_of
from decision_map.measures import Role
from decision_map.measures.contact import QUARTER, YEAR, Met, Tie
from decision_map.reading import MapShown, PersonShown
from dossiers.models import DiaryKind, TheirParticipant
from kam_portal.foundation.people.models import User

# Who may say yes is visited for it, whatever their influence.
DECIDING = frozenset({Role.DECISION_MAKER, Role.APPROVER})


@dataclass(frozen=True)
class WhoMetWhom:
    """`ties` by the id of their actor and of one of us; `met` in the order of the map; `ours`: team, then others."""

    met: tuple[Met, ...]
    ties: Mapping[tuple[int, int], Tie]
    ours: tuple[User, ...]


def who_met_whom(shown: MapShown, account: Account, at: datetime.date) -> WhoMetWhom:
    people = in_order(shown)
    contacts = {person.contact_id: person.id for person in people}
    entries = TheirParticipant.objects.filter(contact__in=contacts, entry__on__lte=at)
    ties = {(contacts[contact], ours): tie for contact, ours, tie in _ties(entries, at)}
    return WhoMetWhom(_met(shown, people, entries, at), ties, _ours(account, people, ties))


def in_order(shown: MapShown) -> list[PersonShown]:
    """Whoever stands on the map now, each once: by their first post, then those without one; not who was erased."""
    seated = {post.person.id: post.person for post in shown.posts if post.person and post.person.left_on is None}
    return [person for person in (*seated.values(), *shown.without_post) if not person.is_erased]


def _ties(entries: QuerySet[TheirParticipant], at: datetime.date) -> list[tuple[int, int, Tie]]:
    in_a_year = Q(entry__on__gt=at - YEAR)
    is_meeting = Q(entry__kind=DiaryKind.MEETING)
    rows = (
        entries.filter(entry__ourparticipant__isnull=False)
        .values("contact", "entry__ourparticipant__user")
        .annotate(
            meetings=Count("entry", filter=in_a_year & is_meeting),
            others=Count("entry", filter=in_a_year & ~is_meeting),
            last=Max("entry__on"),
        )
        .values_list("contact", "entry__ourparticipant__user", "meetings", "others", "last")
    )
    return [(theirs, ours, Tie(meetings=met, others=rest, last=last)) for theirs, ours, met, rest, last in rows]


def _met(
    shown: MapShown, people: list[PersonShown], entries: QuerySet[TheirParticipant], at: datetime.date
) -> tuple[Met, ...]:
    """What is judged of people counts only where the reader may read it: else it is not in `shown`."""
    counted = {
        contact: counts
        for contact, *counts in entries.values("contact")
        .annotate(
            year=Count("entry", filter=Q(entry__on__gt=at - YEAR)),
            quarter=Count("entry", filter=Q(entry__on__gt=at - QUARTER)),
            last=Max("entry__on"),
        )
        .values_list("contact", "year", "quarter", "last")
    }
    judged = {person.id: person for person in known_of(shown).people}
    found = []
    for person in people:
        year, quarter, last = counted.get(person.contact_id, (0, 0, None))
        mirror, backup = person.mirror, person.backup
        found.append(
            Met(
                person=person.id,
                year=year,
                quarter=quarter,
                last=last,
                every_days=person.every_days,
                has_mirror=mirror is not None and mirror.is_active,
                has_backup=backup is not None and backup.is_active,
                influence=judged[person.id].influence,
                decides=not DECIDING.isdisjoint(judged[person.id].roles),
            )
        )
    return tuple(found)


def _ours(account: Account, people: list[PersonShown], ties: Mapping[tuple[int, int], Tie]) -> tuple[User, ...]:
    """The manager and the account team, then everybody else who answers for somebody or met somebody."""
    team = [account.kam_id, *AccountMember.objects.filter(account=account).values_list("user", flat=True)]
    others = {one.id for person in people for one in (person.mirror, person.backup) if one}
    others |= {ours for _theirs, ours in ties}
    places = {id: place for place, id in enumerate(dict.fromkeys(team))}
    found = User.objects.filter(pk__in=others.union(team) - {None}).order_by("full_name", "pk")
    return tuple(sorted(found, key=lambda user: places.get(user.pk, len(places))))
