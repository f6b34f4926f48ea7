"""Figures and days of the demo's plans; their words stand in plans.<language>.toml, in the same order.

Days count from the first one of the plan, readings and steps back from the day the demo is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field

YEAR = 365


@dataclass(frozen=True)
class GoalFigures:
    """`mirrors`: which of the client's goals, as its dossier lists them; `readings`: how many days ago, and what."""

    mirrors: int | None
    due: int | None
    baseline: str | None = None
    target: str | None = None
    readings: tuple[tuple[int, str], ...] = ()
    people: tuple[int, ...] = ()


@dataclass(frozen=True)
class ChanceFigures:
    """Time, money, people and benefit from 1 to 5; values in 1, 3 and 5 years in thousands."""

    kind: str
    rated: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)
    values: tuple[int | None, int | None, int | None] = (None, None, None)
    probability: int | None = None
    stages: int = 0
    goal: int | None = None
    outcome: str = ""


@dataclass(frozen=True)
class ActionFigures:
    """`done`: so many days ago; `waits_for`, `goal` and `chance` count from nought."""

    owner: str
    due: int | None
    starts: int | None = None
    goal: int | None = None
    chance: int | None = None
    p: str = ""
    cost: int | None = None
    used: int | None = None
    done: int | None = None
    under_way: bool = False
    waits_for: int | None = None


@dataclass(frozen=True)
class ToldFigures:
    """`told`: so many days ago."""

    subject: str
    tool: str
    on: int
    owner: str
    audience: tuple[int, ...]
    goal: int | None = None
    told: int | None = None


@dataclass(frozen=True)
class Planned:
    """`began`: so many months ago the period begins, less than nought for one to come. `state`: how far it goes."""

    began: int
    state: str
    goals: tuple[GoalFigures, ...]
    chances: tuple[ChanceFigures, ...] = ()
    actions: tuple[ActionFigures, ...] = ()
    told: tuple[ToldFigures, ...] = ()
    # Kind, planned, used.
    resources: tuple[tuple[str, int, int | None], ...] = ()
    # By P: discount in per cent, contract value in thousands, days of payment.
    terms: tuple[str, int, int] | None = None
    # Who says it, days ago (before the approval, of a plan that was approved), about which goal; whether it answers the
    # one before, and whom it asks.
    comments: tuple[tuple[str, int, int | None, bool, tuple[str, ...]], ...] = ()
    lead: str = "leonid"
    before: Planned | None = field(default=None)


LAST_YEAR = Planned(
    began=19,
    state="closed",
    goals=(
        GoalFigures(1, 340, "31", "24", readings=((500, "30"), (330, "24"))),
        GoalFigures(0, 350, "38", "50", readings=((400, "45"),)),
    ),
    actions=(ActionFigures("boris", 300, goal=0, done=320), ActionFigures("anna", 360, goal=1)),
)
PLANS: dict[str, Planned] = {
    "halvorsen": Planned(
        began=7,
        state="active",
        before=LAST_YEAR,
        goals=(
            GoalFigures(1, 330, "24", "12", readings=((150, "22"), (60, "18")), people=(0, 2)),
            GoalFigures(2, 300, people=(2,), readings=((40, ""),)),
        ),
        chances=(
            ChanceFigures("use", (2, 2, 1, 4), (180, 420, 600), 70, stages=3, goal=0),
            ChanceFigures("service", (1, 1, 2, 3), (40, 120, 200), 50, stages=1),
            ChanceFigures("wider", (4, 5, 4, 5), (None, 900, 1_800), 25, stages=1, goal=1),
            ChanceFigures("wider", (4, 3, 4, 2), (None, 60, 90), 15),
        ),
        actions=(
            ActionFigures("anna", 120, 60, goal=0, chance=0, done=95, cost=2_500, used=2_310),
            ActionFigures("boris", 200, 150, goal=0, p="product", cost=12_000, under_way=True),
            ActionFigures("anna", 260, 220, goal=0, p="price", waits_for=1),
            ActionFigures("boris", 290, 240, goal=1, p="place", cost=4_000),
        ),
        told=(
            ToldFigures("product", "presentation", 100, "anna", (2,), goal=0, told=110),
            ToldFigures("trends", "seminar", 240, "anna", (0, 1)),
        ),
        resources=(("people", 2, 1), ("time", 45, 28), ("money", 30_000, 11_200)),
        terms=("12", 260, 60),
        comments=(("leonid", 4, 0, False, ("anna",)), ("anna", 4, 0, True, ())),
    ),
    "brightwater": Planned(
        began=-1,
        state="discussion",
        goals=(
            GoalFigures(0, 320, "15.5", "13", people=(0, 1)),
            GoalFigures(1, 340, "0", "4000", people=(1,)),
        ),
        chances=(
            ChanceFigures("use", (3, 3, 2, 5), (300, 1_100, 1_900), 60, stages=2, goal=1),
            ChanceFigures("service", (2, 1, 1, 3), (25, 75, 125), 80, stages=1, goal=0),
        ),
        actions=(
            ActionFigures("anna", 60, 10, goal=1, chance=0, cost=8_000),
            ActionFigures("irina", 90, 60, goal=1, p="price"),
            ActionFigures("anna", 150, goal=0, p="promotion", cost=3_000, waits_for=0),
        ),
        told=(ToldFigures("company", "meeting", 45, "anna", (0,), goal=0),),
        resources=(("time", 60, None), ("money", 25_000, None)),
        terms=("8", 240, 30),
        comments=(
            ("leonid", 3, 1, False, ("anna",)),
            ("anna", 2, 1, True, ("irina",)),
            ("leonid", 1, None, False, ()),
        ),
    ),
    "kestrel": Planned(
        began=-2,
        state="draft",
        goals=(GoalFigures(0, 200, None, "4"), GoalFigures(None, None)),
        chances=(ChanceFigures("use", (2, None, 2, 4), (60, None, None), 40),),
        actions=(ActionFigures("", None, goal=0), ActionFigures("anna", 40, goal=0)),
    ),
    "alpine": Planned(
        began=-1,
        state="approved",
        lead="sofia",
        goals=(GoalFigures(0, 330, "100", "85", people=(0,)),),
        chances=(ChanceFigures("wider", (3, 3, 3, 5), (90, 700, 1_500), 45, stages=2, goal=0),),
        actions=(ActionFigures("viktor", 80, 20, goal=0, chance=0, cost=15_000),),
        told=(ToldFigures("factors", "presentation", 50, "viktor", (1,), goal=0),),
        resources=(("people", 1, None), ("money", 20_000, None)),
        terms=("5", 90, 30),
    ),
    "volga": Planned(
        began=-1,
        state="returned",
        lead="sofia",
        goals=(GoalFigures(0, 300, "4", "9", people=(0,)),),
        actions=(ActionFigures("viktor", 100, goal=0),),
        terms=("15", 400, 90),
    ),
    # The example of the method: what the bookshop wants, and what we do for it.
    "lantern": Planned(
        began=5,
        state="active",
        lead="sofia",
        goals=(
            GoalFigures(0, 100, people=(0,), readings=((70, "yes"),)),
            GoalFigures(0, 220, "9", "3", people=(1,), readings=((80, "7"), (20, "6"))),
            GoalFigures(0, 350, "0", "10", people=(0, 1), readings=((15, "2.5"),)),
        ),
        chances=(ChanceFigures("wider", (3, 2, 3, 4), (20, 90, 160), 55, stages=2, goal=2),),
        actions=(
            ActionFigures("viktor", 60, 10, goal=0, done=95, cost=1_500, used=1_480),
            ActionFigures("pavel", 120, 70, goal=1, p="place", under_way=True),
            ActionFigures("viktor", 210, 150, goal=2, chance=0, p="product", cost=9_000, waits_for=0),
            ActionFigures("viktor", 345, 330, goal=2, waits_for=2),
        ),
        told=(
            ToldFigures("product", "meeting", 90, "viktor", (0,), goal=0, told=65),
            ToldFigures("trends", "newsletter", 230, "viktor", (0, 1), goal=2),
        ),
        resources=(("people", 1, 1), ("time", 25, 12), ("money", 12_000, 1_480)),
        terms=("5", 40, 30),
    ),
}
# Who may agree what: discount in per cent, contract value in thousands, days of payment.
RANGES = {"anna": ("10", 250, 45), "viktor": ("8", 150, 30), "leonid": ("20", 1_000, 90), "sofia": ("20", 1_000, 90)}
# By client: its unit (-1: as a whole), our product, who serves it, the days until the contract ends, thousands a year.
SPACES: dict[str, tuple[tuple[int, int, str, int | None, int | None], ...]] = {
    "halvorsen": (
        (0, 0, "us", 205, 310),
        (0, 1, "competitor", 150, 120),
        (0, 3, "internal", None, 60),
        (1, 0, "competitor", 320, 180),
        (1, 2, "unknown", None, None),
        (1, 4, "dont_pursue", None, None),
    ),
    "brightwater": ((0, 1, "us", 160, 420), (0, 2, "competitor", 250, 90), (-1, 3, "unknown", None, 200)),
    "lantern": ((-1, 4, "us", None, 35), (-1, 3, "competitor", 200, 15)),
}
