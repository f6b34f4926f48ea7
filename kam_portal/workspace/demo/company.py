"""The demo company's clients, in every state the portal knows; words stand in company.<language>.toml.

Everything is written by the verbs that the pages use. Days count back from the day the demo is made.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import Consent, Ground, Status
from dossiers.ladders.ladder import FAVOURABLE

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Client:
    """One client's figures and dates. `signed` lists signed reviews as days ago, oldest first."""

    key: str
    kam: str = ""
    status: Status = Status.KEY
    since: int = 400
    # Days as a candidate, before the round of last year gave it its status.
    candidate_for: int = 0
    parent: str = ""
    registration_id: str = ""
    founded: int | None = None
    sales: tuple[int, ...] = ()
    margin_percent: int = 30
    grounds: tuple[Ground, ...] = ()
    consent: Consent = Consent.NOT_ASKED
    written: int = 60
    # Days ago on which more was learnt: the `later` lists of the words, in the same order.
    learnt: tuple[int, ...] = ()
    signed: tuple[int, ...] = ()
    signer: str = ""
    events_in: tuple[int, ...] = ()
    diary_ago: tuple[int, ...] = ()
    # Which of the contacts took part in each of these meetings.
    met: tuple[tuple[int, ...], ...] = ()
    # How each of these meetings went; "" where nobody noted it.
    moods: tuple[str, ...] = ()
    steps_in: tuple[int, ...] = ()
    members: tuple[tuple[str, bool], ...] = ()
    # How the running review stands: "", "answering" (half done) or "returned".
    review: str = ""
    hasty: bool = False
    financial: tuple[tuple[int, int, int], ...] = field(default=())
    # The six answers of the ladder, a letter each (y, n, ?): of the first competitors, and the client's own by a link.
    rivals: tuple[str, ...] = ()
    said: str = ""
    asked_ago: int = 0


CLIENTS: tuple[Client, ...] = (
    Client(
        "halvorsen",
        "anna",
        since=700,
        registration_id="NO 911 204 377",
        founded=1911,
        sales=(1_180_000, 1_342_500, 1_510_000),
        margin_percent=34,
        grounds=(Ground.TURNOVER, Ground.PARTNER),
        consent=Consent.GIVEN,
        written=290,
        learnt=(200, 110),
        signed=(286, 195, 101),
        events_in=(18, 96, 205, 290),
        diary_ago=(6, 33),
        met=((2,), (1,)),
        moods=("good", "neutral"),
        steps_in=(3,),
        members=(("pavel", False), ("boris", True)),
        financial=((2024, 184_000_000, 640), (2025, 201_500_000, 655)),
        rivals=("ny?ynn", "nynyny"),
        said="yyynny",
        asked_ago=15,
    ),
    Client(
        "brightwater",
        "anna",
        since=520,
        registration_id="GB 02366678",
        founded=1974,
        sales=(820_000, 905_000, 1_120_000),
        grounds=(Ground.PULL, Ground.REPUTATION),
        consent=Consent.GIVEN,
        written=130,
        signed=(120, 21),
        events_in=(40, 9, 160, 330),
        diary_ago=(23,),
        met=((0, 1),),
        moods=("good",),
        steps_in=(-2,),
        members=(("irina", False),),
        financial=((2025, 612_000_000, 2300),),
    ),
    Client(
        "kestrel",
        "anna",
        since=310,
        candidate_for=160,
        sales=(410_000, 395_500),
        grounds=(Ground.POTENTIAL,),
        written=90,
        signed=(86,),
        events_in=(55, 190),
        diary_ago=(19,),
        met=((0,),),
        steps_in=(8,),
        review="answering",
    ),
    Client(
        "ostrava", "anna", since=45, sales=(690_000,), written=40, events_in=(120, 250), diary_ago=(30,), met=((0,),)
    ),
    Client(
        "lumen",
        "boris",
        Status.KEY_DEVELOPMENT,
        since=360,
        registration_id="DE HRB 510 221",
        sales=(230_000, 260_000),
        grounds=(Ground.NEW_WAYS,),
        written=200,
        signed=(80, 4),
        events_in=(25, 140),
        diary_ago=(15,),
        met=((0,),),
        steps_in=(5,),
        review="returned",
    ),
    Client("tallinn", "boris", since=85, sales=(150_000,)),
    Client(
        "meridian",
        "boris",
        Status.MAINTENANCE,
        since=800,
        sales=(98_000, 101_000),
        signed=(60,),
        diary_ago=(75,),
        met=((0,),),
    ),
    Client(
        "volga",
        "viktor",
        since=900,
        registration_id="RU 1025203",
        founded=1932,
        sales=(1_950_000, 1_720_000, 1_480_000),
        margin_percent=22,
        grounds=(Ground.TURNOVER, Ground.COMPLEX),
        consent=Consent.REFUSED,
        written=200,
        signed=(133,),
        events_in=(60, 225),
        diary_ago=(48,),
        met=((1, 0),),
        moods=("bad",),
        steps_in=(-14,),
    ),
    Client(
        "alpine",
        "viktor",
        Status.KEY_DEVELOPMENT,
        since=250,
        sales=(310_000, 420_000),
        written=80,
        signed=(10,),
        signer="sofia",
        events_in=(80, 175),
        diary_ago=(22,),
        met=((0,),),
        steps_in=(14,),
        hasty=True,
    ),
    Client("bavaria", "viktor", Status.OPPORTUNISTIC, since=500, parent="alpine", sales=(45_000,), signed=(200,)),
    Client("corvus", "sofia", Status.CANDIDATE, since=20, diary_ago=(8,), met=((0,),), steps_in=(21,)),
    Client("delta", "boris", Status.KEY, since=900, sales=(88_000,)),
    # A bookshop: the method tells of plans by its example.
    Client(
        "lantern",
        "viktor",
        Status.KEY_DEVELOPMENT,
        since=170,
        sales=(31_000,),
        written=60,
        diary_ago=(12,),
        met=((0,),),
        members=(("pavel", False),),
    ),
)


def words(language: str) -> Mapping[str, Any]:
    """All texts of the demo in one language. FileNotFoundError for a language the demo does not speak."""
    return tomllib.loads((FOLDER / f"company.{language}.toml").read_text(encoding="utf-8"))


def answers(letters: str) -> dict[str, str]:
    """Six letters as answers by the key of their question."""
    said = {"y": "yes", "n": "no", "?": "unknown"}
    return {key: said[letter] for key, letter in zip(FAVOURABLE, letters, strict=True)}


def money(amount: int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def days_ago(today: datetime.date, days: int) -> datetime.date:
    return today - datetime.timedelta(days=days)
