"""Maps and their boxes: begun, named, hung under one another, taken away.

Whoever writes boxes of one map locks its row first (lock_map); whoever writes on several maps, or contacts and a map,
locks the client first (lock_client). See docs/developers.md, "Who waits for whom".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.keeping import Refusals, refused_in_words
from accounts.models import Account
from decision_map.models import DecisionMap, Post
from kam_portal.foundation.history.versions import save_versioned

# [ours] More boxes are a register of the client's staff, not a map of who decides.
MOST_POSTS = 2_000
MOST_MAPS = 50
# [ours] No client has so many, one under the other; a file that says so has a column mixed up.
MOST_RANKS = 50
REFUSALS: Refusals = {
    "one_map_of_a_title_an_account": ("title", gettext_lazy("A map of this title is here already. Open that one.")),
}


@transaction.atomic
def begin_map(*, account: Account, title: str) -> DecisionMap:
    """A new map; the first one of an account is opened first. Raises ValidationError when the title is taken."""
    lock_client(account.pk)
    others = DecisionMap.objects.filter(account=account)
    if others.count() >= MOST_MAPS:
        raise ValidationError(_("There are %(most)d maps here; more are not kept.") % {"most": MOST_MAPS})
    with refused_in_words(REFUSALS):
        return DecisionMap.objects.create(account=account, title=title, is_primary=not others.exists())


@transaction.atomic
def edit_map(*, map_: DecisionMap, version: int, changes: Mapping[str, Any]) -> DecisionMap:
    """Name a map anew, or open it first in place of another one.

    Raises StaleEdit when somebody saved in between, ValidationError when the title is taken.
    """
    lock_client(map_.account_id)
    others = DecisionMap.objects.filter(account=map_.account_id, is_primary=True).exclude(pk=map_.pk)
    if changes.get("is_primary"):
        others.update(is_primary=False)
    elif "is_primary" in changes and not others.exists():
        raise ValidationError({"is_primary": _("One map is opened first. Choose another one there instead.")})
    with refused_in_words(REFUSALS):
        return save_versioned(instance=map_, version=version, changes=changes)


@transaction.atomic
def remove_map(*, map_: DecisionMap, version: int) -> None:
    """With everything drawn on it. Raises StaleEdit when somebody renamed it in between."""
    lock_client(map_.account_id)
    save_versioned(instance=map_, version=version, changes={})
    map_.delete()
    others = DecisionMap.objects.filter(account=map_.account_id)
    if not others.filter(is_primary=True).exists() and (heir := others.order_by("pk").first()) is not None:
        DecisionMap.objects.filter(pk=heir.pk).update(is_primary=True)


@transaction.atomic
def add_post(*, map_: DecisionMap, title: str, reports_to: Post | None = None, unit: str = "", site: str = "") -> Post:
    """A new box without an occupant. Raises ValidationError when the map is full."""
    lock_map(map_)
    if Post.objects.filter(map=map_).count() >= MOST_POSTS:
        raise ValidationError(_("This map holds %(most)d posts; more are not kept.") % {"most": MOST_POSTS})
    with _refused_above(title, reports_to):
        return Post.objects.create(
            account_id=map_.account_id, map=map_, title=title, reports_to=reports_to, unit=unit, site=site
        )


@transaction.atomic
def edit_post(*, post: Post, version: int, changes: Mapping[str, Any]) -> Post:
    """Title, unit, site, and under whom the post stands.

    Raises StaleEdit when somebody saved in between, ValidationError when it would come to stand under itself.
    """
    lock_map(post.map)
    with _refused_above(post.title, changes.get("reports_to")):
        return save_versioned(instance=post, version=version, changes=changes)


@transaction.atomic
def remove_post(*, post: Post, version: int) -> None:
    """What stood under it goes on under its own superior; its occupant stays a person of the map.

    Raises StaleEdit when somebody saved in between.
    """
    lock_map(post.map)
    stored = save_versioned(instance=post, version=version, changes={})
    for below in Post.objects.filter(reports_to=stored):
        save_versioned(instance=below, version=below.version, changes={"reports_to": stored.reports_to})
    stored.delete()


def lock_map(map_: DecisionMap) -> DecisionMap:
    """To the end of the transaction, one writer of boxes a map: whoever comes second sees what the first has done."""
    return DecisionMap.objects.select_for_update(of=("self",), no_key=True).get(pk=map_.pk)


def lock_client(*accounts: int) -> None:
    """To the end of the transaction: first these clients, then all their maps, each by number."""
    for rows in (Account.objects.filter(pk__in=accounts), DecisionMap.objects.filter(account__in=accounts)):
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


@contextmanager
def _refused_above(title: str, superior: Post | None) -> Iterator[None]:
    """The database's refusals of a superior, in words on the field: a circle, or a post that is no longer here.

    Of what was refused nothing more is asked in the same transaction: whoever refuses ends it.
    """
    try:
        yield
    except IntegrityError as error:
        if "report to itself" in str(error) or "post_does_not_report_to_itself" in str(error):
            sentence = _("“%(superior)s” stands under “%(post)s” already, or is the same. Choose another one.")
        elif "within its own map" in str(error):
            sentence = _("“%(superior)s” is not on this map, or was removed meanwhile. Choose another one.")
        else:
            raise
        raise ValidationError({"reports_to": sentence % {"superior": superior, "post": title}}) from error
