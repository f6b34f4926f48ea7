"""People of a map as cards for an address book: name, posts, addresses, and nothing of what is judged."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Account
from decision_map.models import Actor, Occupancy
from kam_portal.foundation.tabular.cards import Card


def cards_of(account: Account, actors: QuerySet[Actor]) -> list[Card]:
    """Two statements. Who holds no post has the title of the contact."""
    seats = Occupancy.objects.filter(actor__in=actors, until=None).select_related("post").order_by("pk")
    held: dict[int, list[Occupancy]] = {}
    for seat in seats:
        held.setdefault(seat.actor_id, []).append(seat)
    return [_card(account, actor, held.get(actor.pk, [])) for actor in actors.order_by("contact__name", "pk")]


def _card(account: Account, actor: Actor, seats: list[Occupancy]) -> Card:
    contact = actor.contact
    return Card(
        contact.name,
        company=account.trade_name,
        unit=next((seat.post.unit for seat in seats if seat.post.unit), ""),
        title=", ".join(seat.post.title for seat in seats) or contact.title,
        site=next((seat.post.site for seat in seats if seat.post.site), ""),
        emails=contact.emails,
        phones=contact.phones,
        note=_("Has left %(client)s.") % {"client": account.trade_name} if actor.left_on else "",
    )
