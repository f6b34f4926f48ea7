"""What a round over crm-maven must come to, reckoned from its files by csv and fractions; the portal has no part in it.

Sales, deals and sizes are those of the files. What people think follows from them: each rater leans a little from what
the figures say, so that the same file always gives the same opinions.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

YEAR = "2017"
HIGH_FROM = Fraction(5)
COVERAGE_NEEDED = 75
# The model that ships: weights, and the lower ends of the bands of turnover that score 0, 3, 5, 8 and 10.
WEIGHTS = {"potential": 30, "turnover": 20, "growth": 10, "margin": 15, "fit": 15, "influence": 10}
EDGES = (None, 50_000, 200_000, 500_000, 1_000_000)
POINTS = (0, 3, 5, 8, 10)
# Whom the raters are, by the function they speak for, and by how much each leans.
FUNCTIONS = {"dustin": "sales", "melvin": "sales", "fiona": "finance", "marcus": "marketing", "selma": "service"}
LEANS = {"dustin": 0, "melvin": 1, "fiona": -1, "marcus": 1, "selma": 0}
RATED = ("potential", "fit", "influence")
HOME = "United States"
NOMINATED = 20
QUADRANTS = {
    (True, True): "key_account",
    (True, False): "key_development",
    (False, True): "maintenance",
    (False, False): "opportunistic",
}
Shares = Mapping[str, Fraction]


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


class Reckoning:
    """The files read once, and everything that follows from them."""

    def __init__(self, folder: Path, *, weights: Mapping[str, int] = WEIGHTS, edges: Sequence[int | None] = EDGES):
        self.weights: Shares = {name: Fraction(weight) for name, weight in weights.items()}
        self.edges = edges
        self.rows = {row["account"]: row for row in _read(folder / "accounts.csv")}
        series = {row["product"].replace(" ", ""): row["series"] for row in _read(folder / "products.csv")}
        self.sales: dict[str, Decimal] = defaultdict(Decimal)
        self.won: Counter[str] = Counter()
        self.open: Counter[str] = Counter()
        # account -> series -> [won, lost]
        self.decided: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        for deal in _read(folder / "sales_pipeline.csv"):
            name, stage = deal["account"], deal["deal_stage"]
            if not name:
                continue
            if stage == "Won" and deal["close_date"].startswith(YEAR):
                self.sales[name] += Decimal(deal["close_value"])
            if stage in ("Won", "Lost"):
                self.decided[name][series[deal["product"].replace(" ", "")]][stage == "Lost"] += 1
            self.won[name] += stage == "Won"
            self.open[name] += stage in ("Engaging", "Prospecting")
        self.says = {
            "potential": self._ranked({name: Fraction(self.open[name]) for name in self.rows}),
            "fit": self._ranked({name: self.share_won(name) for name in self.rows}),
            "influence": self._ranked({name: Fraction(row["revenue"]) for name, row in self.rows.items()}),
        }

    def share_won(self, account: str) -> Fraction:
        won, lost = (sum(pair[at] for pair in self.decided[account].values()) for at in (0, 1))
        return Fraction(won, won + lost)

    def _ranked(self, figures: Mapping[str, Fraction]) -> dict[str, int]:
        """0 for the lowest eleventh of the accounts, 10 for the highest."""
        order = sorted(figures, key=lambda name: (figures[name], name))
        return {name: place * 11 // len(order) for place, name in enumerate(order)}

    def band(self, account: str) -> tuple[int | None, int | None, int]:
        """(from, up to, score) of the account's turnover: half-open."""
        ends = [*zip(self.edges, [*self.edges[1:], None], POINTS, strict=True)]
        sold = self.sales[account]
        (found,) = [end for end in ends if (end[0] is None or end[0] <= sold) and (end[1] is None or sold < end[1])]
        return found

    def opinion(self, rater: str, factor: str, account: str) -> int | None:
        """What a rater gives a factor of an account; None for "I do not know"."""
        row = self.rows[account]
        if rater == "selma" and factor == "potential" and row["office_location"] != HOME:
            return None
        leans = 4 if rater == "marcus" and factor == "influence" and row["sector"] == "retail" else LEANS[rater]
        return max(0, min(10, self.says[factor][account] + leans))

    def given(self, factor: str, account: str) -> dict[str, int]:
        opinions = {rater: self.opinion(rater, factor, account) for rater in FUNCTIONS}
        return {rater: value for rater, value in opinions.items() if value is not None}

    def is_to_discuss(self, factor: str, account: str) -> bool:
        given = self.given(factor, account).values()
        return max(given) - min(given) >= 3

    def score(self, factor: str, account: str, without: str = "") -> Fraction | None:
        """The consensus: mean within each function, then across; the band for turnover; nobody knows the rest."""
        if factor == "turnover":
            return Fraction(self.band(account)[2])
        if factor not in RATED:
            return None
        voices: dict[str, list[Fraction]] = defaultdict(list)
        for rater, value in self.given(factor, account).items():
            if rater != without:
                voices[FUNCTIONS[rater]].append(Fraction(value))
        return mean([mean(values) for values in voices.values()]) if voices else None

    def total(self, account: str, weights: Shares | None = None, without: str = "") -> tuple[Fraction, Fraction]:
        """Attractiveness, and the share of all weight in % that it rests on."""
        weights = weights or self.weights
        scores = {factor: self.score(factor, account, without) for factor in weights}
        answered = {factor: score for factor, score in scores.items() if score is not None}
        weight = sum((weights[factor] for factor in answered), Fraction(0))
        points = sum((weights[factor] * score for factor, score in answered.items()), Fraction(0))
        return points / weight, weight * 100 / sum(weights.values())

    def criteria(self, account: str) -> dict[str, tuple[int, int]]:
        """Series -> (weight in %, our score): how often the client decides about it, and how often for us."""
        decided = sorted(self.decided[account].items())
        every = sum(sum(pair) for _series, pair in decided)
        weights = [round(Fraction(sum(pair) * 100, every)) for _series, pair in decided]
        weights[0] += 100 - sum(weights)
        return {
            series: (weight, max(0, min(10, round((Fraction(won, won + lost) - Fraction(1, 2)) * 40))))
            for (series, (won, lost)), weight in zip(decided, weights, strict=True)
        }

    def is_at_home(self, account: str) -> bool:
        return self.rows[account]["office_location"] == HOME

    def compared(self, account: str) -> str:
        """At home every client was asked about the rival too; abroad every second one about us alone, or not at all."""
        if self.is_at_home(account):
            return "placed"
        abroad = sorted(name for name in self.rows if not self.is_at_home(name))
        return "absolute" if abroad.index(account) % 2 else "unknown"

    def strength(self, account: str) -> Fraction | None:
        """R = 5 + (O - C)/2 against a rival who has 5 on every criterion; None where nobody was compared with."""
        if self.compared(account) != "placed":
            return None
        ours = sum((Fraction(weight * score, 100) for weight, score in self.criteria(account).values()), Fraction(0))
        return 5 + (ours - 5) / 2

    def quadrant(self, account: str, weights: Shares | None = None, without: str = "") -> str:
        strength = self.strength(account)
        total, coverage = self.total(account, weights, without)
        if strength is None or coverage < COVERAGE_NEEDED:
            return ""
        return QUADRANTS[total >= HIGH_FROM, strength >= HIGH_FROM]

    def flips(self, account: str) -> dict[tuple[str, str], str]:
        """(factor, "+" or "-") or ("without", rater) -> the other quadrant, everything reckoned anew."""
        here, found = self.quadrant(account), {}
        for factor, weight in self.weights.items():
            for sign, moved in (("+", weight * 11 / 10), ("-", weight * 9 / 10)):
                found[factor, sign] = self.quadrant(account, {**self.weights, factor: moved})
        for rater in FUNCTIONS:
            found["without", rater] = self.quadrant(account, without=rater)
        return {change: after for change, after in found.items() if after != here}

    def nominated(self) -> dict[str, set[str]]:
        """Each function names the twenty it sees: by turnover, by size of a deal, by size of the client, by deals."""
        sights: dict[str, Mapping[str, Fraction]] = {
            "sales": {name: Fraction(self.sales[name]) for name in self.rows},
            "finance": {name: Fraction(self.sales[name]) / self.won[name] for name in self.rows},
            "marketing": {name: Fraction(row["revenue"]) for name, row in self.rows.items()},
            "service": {name: Fraction(self.won[name]) for name in self.rows},
        }
        return {
            function: set(sorted(sight, key=lambda name, sight=sight: (-sight[name], name))[:NOMINATED])  # type: ignore[misc]
            for function, sight in sights.items()
        }


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
