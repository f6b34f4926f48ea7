"""Who may what, keyed by URL name: the table that tests/test_access.py walks (proof.md, section 1).

A row names the door (who gets in), the methods the address answers, and how to build its arguments. A pattern of the
URLconf without a row fails the suite.
"""

from __future__ import annotations

from dataclasses import dataclass, field

GET = ("GET", "HEAD")
POST = ("POST",)
FORM = (*GET, *POST)
# Pages of django-allauth take any method as a GET; their forms write on POST alone.
ANY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

# Actors, as they stand to the account of the table's object.
ANONYMOUS, DEACTIVATED = "anonymous", "deactivated"
OWNER, PEER, STRANGER, OWN_LEAD, OTHER_LEAD = "owner", "peer", "other team's manager", "own lead", "other lead"
COLLEAGUE, ADMIN, MOVED = "colleague", "admin", "moved manager"
READER, EDITOR = "member who reads", "member who edits"
ACTORS = (
    ANONYMOUS,
    DEACTIVATED,
    OWNER,
    PEER,
    STRANGER,
    OWN_LEAD,
    OTHER_LEAD,
    COLLEAGUE,
    ADMIN,
    MOVED,
    READER,
    EDITOR,
)
SIGNED_IN = frozenset(ACTORS) - {ANONYMOUS, DEACTIVATED}
READERS = frozenset({OWNER, OWN_LEAD, ADMIN, READER, EDITOR})
MANAGERS = frozenset({OWNER, PEER, STRANGER, MOVED, READER, EDITOR})


@dataclass(frozen=True)
class Door:
    """`enter`: who is let in. `see`: who is refused with 403; everybody else signed in gets 404."""

    enter: frozenset[str]
    see: frozenset[str] = frozenset()
    public: bool = False


PUBLIC = Door(frozenset(ACTORS), public=True)
EVERYBODY = Door(SIGNED_IN)
READ = Door(READERS)
EDIT = Door(READERS - {READER}, see=frozenset({READER}))
SIGN = Door(frozenset({OWNER, OWN_LEAD, ADMIN}), see=frozenset({READER, EDITOR}))
LEAD = Door(frozenset({OWN_LEAD, ADMIN}), see=frozenset({OWNER, READER, EDITOR}))
CREATE = Door(SIGNED_IN - {COLLEAGUE}, see=frozenset({COLLEAGUE}))
LEADS = Door(frozenset({OWN_LEAD, OTHER_LEAD, ADMIN}), see=MANAGERS | {COLLEAGUE})
# The range of authority of somebody in the own lead's team.
LEADS_THEM = Door(frozenset({OWN_LEAD, ADMIN}), see=MANAGERS | {COLLEAGUE})
ADDRESSEE = Door(frozenset({OWNER}))
# The round of the table's object: at the step of scoring, run by the own lead, rated by the owner and a colleague.
ROUND_RUNNERS = frozenset({OWN_LEAD, ADMIN})
ROUND_RATERS = frozenset({OWNER, COLLEAGUE})
ROUND = Door(ROUND_RUNNERS | ROUND_RATERS)
RUN_ROUND = Door(ROUND_RUNNERS, see=ROUND_RATERS)
RATE_ROUND = Door(ROUND_RATERS, see=ROUND_RUNNERS)
# A published round: besides these, whoever reads one of its accounts.
PUBLISHED_ROUND = Door(ROUND_RUNNERS | ROUND_RATERS | READERS)
# The same round asked as a whole: only by who took part.
ASK_ROUND = Door(ROUND_RUNNERS | ROUND_RATERS, see=frozenset({READER, EDITOR}))
ADMINS = Door(frozenset({ADMIN}), see=SIGNED_IN - {ADMIN})


@dataclass(frozen=True)
class Row:
    door: Door
    methods: tuple[str, ...] = GET
    # Names of the objects (see test_access.Objects) that fill the arguments of the pattern.
    arguments: dict[str, str] = field(default_factory=dict)
    # What a POST carries, urlencoded; empty unless the address needs it to reach its door.
    body: str = ""


def of_account(door: Door, methods: tuple[str, ...] = GET, **more: str) -> Row:
    return Row(door, methods, {"account_id": "account", **more})
