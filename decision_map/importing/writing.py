"""The verb that writes a chart onto a map: all of it in one transaction, in statements that people do not add to."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import bulk
from accounts.keeping import refused_in_words
from accounts.models import Contact
from decision_map.drawing import MOST_POSTS, MOST_RANKS, lock_client
from decision_map.importing.comparing import Comparison, Key, compare, written
from decision_map.importing.present import present_of
from decision_map.importing.reading import Chart, ChartRow
from decision_map.models import Actor, DecisionMap, Occupancy, Post
from decision_map.newcomers import post_title
from decision_map.seating import come_back, end_seats, leave_all_maps
from decision_map.typed.names import folded

CHANGED = gettext_lazy(
    "Somebody changed the map since you looked at this comparison. Nothing was written; it is compared anew below."
)
POST_FIELDS = ("reference", "title", "unit", "site", "reports_to")
CONTACT_FIELDS = ("title", "emails", "phones")


@transaction.atomic
def take_chart(*, map_: DecisionMap, chart: Chart, seen: str, gone: bool, on: datetime.date) -> Comparison:
    """Write what a comparison showed; `seen` is the digest of the map it was shown for.

    With `gone` the people who are not in the file have left the client as of `on`, on every map of it. Raises
    ValidationError when the map was changed in between, when it would hold too much, or for a day before somebody took
    the post they leave.
    """
    lock_client(map_.account_id)
    present = present_of(map_)
    if present.digest != seen:
        raise ValidationError(CHANGED)
    found = compare(chart, present, gone=gone)
    refuse_what_cannot_be(found, chart, gone=gone)
    leaving = _gone(found, gone)
    actors = _people(map_, found, leaving, on)
    _refuse_erased(found, actors)
    posts = _posts(map_, found, actors)
    _seats(map_, found, posts, actors, on)
    leave_all_maps([actors[name].contact_id for name in leaving], on)
    come_back([actors[folded(change.name)].contact_id for change in found.came])
    return found


def refuse_what_cannot_be(found: Comparison, chart: Chart, *, gone: bool) -> None:
    """Raises ValidationError where the comparison cannot be written as it stands."""
    if not found.placed:
        raise ValidationError(_("No line of the file can be put on the map. Correct it, or choose other columns."))
    if len(found.present.posts) + len(found.new_posts) > MOST_POSTS:
        raise ValidationError(_("This map holds %(most)d posts; more are not kept.") % {"most": MOST_POSTS})
    _refuse_too_deep(found)
    nameless = [str(line) for line, _why, name in chart.unreadable if not name]
    if gone and nameless:
        sentence = _("Who stands in line %(lines)s cannot be read, so nobody can be taken as gone. Correct the file.")
        raise ValidationError({"gone": sentence % {"lines": ", ".join(nameless)}})


def _refuse_erased(found: Comparison, actors: Mapping[str, Actor]) -> None:
    """Whoever was erased keeps the post held, nameless; a file neither brings them back nor gives them another one."""
    gaining = [change for change in found.moved if set(change.after) - set(change.before)]
    erased = [each.name for each in (*found.came, *gaining) if actors[folded(each.name)].contact.erased_on is not None]
    if erased:
        sentence = _("%(names)s: erased on request, and put into no post. Take them out of the file.")
        raise ValidationError(sentence % {"names": ", ".join(erased)})


def _refuse_too_deep(found: Comparison) -> None:
    """Ranks are counted from the top down, each post once."""
    ranks: dict[Key | None, int] = {None: 0}
    for key in found.above:
        way: list[Key] = []
        at: Key | None = key
        while at is not None and at not in ranks:
            way.append(at)
            at = found.above[at]
        for below in reversed(way):
            ranks[below] = ranks[found.above[below]] + 1
    lines = [each.row.line for each in found.placed if each.key is not None and ranks[each.key] > MOST_RANKS]
    if lines:
        sentence = _("Line %(line)s stands below %(most)d others, one under the other. Correct whom it reports to.")
        raise ValidationError(sentence % {"line": min(lines), "most": MOST_RANKS})


def _gone(found: Comparison, gone: bool) -> set[str]:
    return {folded(change.name) for change in found.left} if gone else set()


def _people(map_: DecisionMap, found: Comparison, gone: set[str], on: datetime.date) -> dict[str, Actor]:
    """Everybody of the map by folded name: who came is there, who left is marked, who moved is one version further."""
    contacts = _contacts(map_, found)
    stored = Actor.objects.filter(map=map_).select_for_update(of=("self",), no_key=True).order_by("pk")
    actors = {folded(actor.contact.name): actor for actor in reversed(list(stored))}
    came = [folded(change.name) for change in found.came]
    new = [Actor(account_id=map_.account_id, map=map_, contact=contacts[name]) for name in came if name not in actors]
    for name in [*came, *gone]:
        if name in actors:
            actors[name].left_on = on if name in gone else None
    moved = {folded(change.name) for change in found.moved}
    changed = [actor for name, actor in actors.items() if name in gone or name in moved or name in came]
    bulk.save_many(changed, ["left_on"])
    bulk.create_many(new)
    return actors | {folded(actor.contact.name): actor for actor in new}


def _contacts(map_: DecisionMap, found: Comparison) -> dict[str, Contact]:
    """The contacts of everybody in the file, new where there are none; what they lack is filled, nothing replaced."""
    said = _said(found)
    stored = _stored(map_, said)
    new = [
        bulk.NewContact(map_.account_id, name, row.title, row.emails, row.phones)
        for key, (name, row) in said.items()
        if key not in stored
    ]
    with refused_in_words({"one_contact_of_a_name_an_account": ("chart", CHANGED)}):
        bulk.create_contacts(contacts=new)
    filled = [contact for key, contact in stored.items() if contact.erased_on is None and _fill(contact, said[key][1])]
    bulk.edit_contacts(contacts=filled, fields=CONTACT_FIELDS)
    return _stored(map_, said) if new else stored


def _said(found: Comparison) -> dict[str, tuple[str, ChartRow]]:
    """What the first line of everybody says of them."""
    return {folded(placed.name): (placed.name, placed.row) for placed in reversed(found.placed) if placed.name}


def _stored(map_: DecisionMap, said: Mapping[str, tuple[str, ChartRow]]) -> dict[str, Contact]:
    """By folded name; who stands on the map goes before a like spelling, and an exact spelling before that."""
    rows = Contact.objects.filter(account=map_.account_id).select_for_update(of=("self",), no_key=True).order_by("pk")
    on_map = set(Actor.objects.filter(map=map_).values_list("contact", flat=True))
    found: dict[str, tuple[bool, bool, Contact]] = {}
    for contact in rows:
        key = folded(contact.name)
        rank = (contact.pk in on_map, key in said and contact.name == said[key][0])
        if key in said and (key not in found or rank > found[key][:2]):
            found[key] = (*rank, contact)
    return {key: contact for key, (_on_map, _exact, contact) in found.items()}


def _fill(contact: Contact, row: ChartRow) -> bool:
    empty = [name for name in CONTACT_FIELDS if not getattr(contact, name) and getattr(row, name)]
    for name in empty:
        value = getattr(row, name)
        setattr(contact, name, value if isinstance(value, str) else list(value))
    return bool(empty)


def _posts(map_: DecisionMap, found: Comparison, actors: Mapping[str, Actor]) -> dict[Key, Post]:
    """The posts by key, written from the top down: what hangs under another comes after it."""
    stored = Post.objects.filter(map=map_).select_for_update(of=("self",), no_key=True).order_by("pk")
    posts = {Key(post.pk): post for post in stored}
    by_depth: dict[int, list[Key]] = {}
    for placed in [*found.new_posts, *found.changed_posts]:
        if placed.key is not None:
            by_depth.setdefault(_depth(placed.key, found.above), []).append(placed.key)
    for _level, keys in sorted(by_depth.items()):
        for key in keys:
            posts[key] = _post(key, posts, map_, found, actors)
        bulk.create_many([posts[key] for key in keys if key.post is None])
        bulk.save_many([posts[key] for key in keys if key.post is not None], POST_FIELDS)
    return posts


def _post(
    key: Key, posts: Mapping[Key, Post], map_: DecisionMap, found: Comparison, actors: Mapping[str, Actor]
) -> Post:
    placed, above = found.by_key[key], found.above[key]
    post = posts.get(key) or Post(account_id=map_.account_id, map=map_)
    now = found.present.posts.get(key.post or 0)
    post.reference, title, post.unit, post.site = written(placed, now)
    holder = actors.get(folded(placed.name))
    post.title = post_title(title, holder.contact if holder else None)
    post.reports_to = posts[above] if above is not None else None
    return post


def _depth(key: Key, above: Mapping[Key, Key | None]) -> int:
    depth, at = 0, above[key]
    while at is not None:
        depth, at = depth + 1, above[at]
    return depth


def _seats(
    map_: DecisionMap, found: Comparison, posts: Mapping[Key, Post], actors: Mapping[str, Actor], on: datetime.date
) -> None:
    """Whoever moves or follows somebody sits there since `on`; since when the others do, the file does not say."""
    before = {Key(post.id): found.present.holder_of(post) for post in found.present.posts.values() if post.holder}
    ended = [key.post for key, name in before.items() if found.seats.get(key) != name]
    open_seats = Occupancy.objects.filter(post__in=ended, until=None).select_related("actor__contact")
    end_seats(list(open_seats), on)
    moved = {folded(change.name) for change in found.moved}
    bulk.create_many(
        [
            Occupancy(
                account_id=map_.account_id,
                post=posts[key],
                actor=actors[name],
                since=on if name in moved or key in before else None,
            )
            for key, name in found.seats.items()
            if before.get(key) != name
        ]
    )
