"""The change that somebody would take back next."""

from __future__ import annotations

from decision_map.models import DecisionMap
from decision_map.undoing import last_done
from kam_portal.foundation.people.models import User


def last_key(map_: DecisionMap, by: User) -> str:
    """The key of the latest change by this person, as its page offers it to be taken back."""
    done = last_done(map_, by)
    assert done is not None
    return done.key
