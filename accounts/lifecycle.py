"""What upper floors must do when an account changes.

Registered in their AppConfig.ready(), called in the same transaction.
"""

from collections.abc import Callable, Sequence

from kam_portal.foundation.people.models import User

# Called with the ids of the accounts whose status or manager was just written, and who wrote it.
Follower = Callable[[Sequence[int], User | None], None]

_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Register a follower; a second registration of the same one is ignored."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(account_ids: Sequence[int], by: User | None) -> None:
    for follower in _followers:
        follower(account_ids, by)
