"""How the demo company chooses its key clients: comparison with competitors, the round of last year, the running one.

Figures stand here, words in company.<language>.toml. The round of last year made Kestrel Foods key.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import (
    Account,
    BuyingCriterion,
    Candidate,
    Competitor,
    CriterionScore,
    Nomination,
    Rater,
    Round,
    Score,
)
from accounts.selection.deciding import decide
from accounts.selection.default_model import ship_default_model
from accounts.selection.placing import place_candidates
from accounts.selection.rounds import ask_raters, choose_accounts, create_round
from accounts.selection.steps import take_step
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.company import CLIENTS, days_ago

State = Round.State
# When each step of last year's round was taken, in days before it was published; of the running one, in days ago.
LAST_YEAR = ((State.NOMINATING, 32), (State.COMPARING, 20), (State.SCORING, 18), (State.CONSENSUS, 8))
PUBLISHED_AGO = 310
NOW = ((State.NOMINATING, 19), (State.COMPARING, 11), (State.SCORING, 8))
RATERS = ("anna", "viktor", "irina", "pavel")


@dataclass(frozen=True)
class Compared:
    """The client's weights, our scores and those of each competitor, in the order of the words."""

    weights: tuple[int, ...]
    ours: tuple[int, ...]
    theirs: tuple[tuple[int | None, ...], ...]
    # When the client confirmed the weights.
    verified_ago: int | None = None


COMPARISONS: dict[str, Compared] = {
    "halvorsen": Compared((40, 35, 25), (9, 9, 5), ((6, 5, 8), (5, 6, 7)), 101),
    "brightwater": Compared((40, 30, 20, 10), (8, 8, 9, 9), ((7, 6, 7, 5), (8, 5, None, 6)), 21),
    "kestrel": Compared((50, 30, 20), (7, 8, 6), ((6, 6, 6),)),
    "ostrava": Compared((60, 40), (7, 6), ((6, 8), (5, 7))),
    "lumen": Compared((45, 35, 20), (6, 5, 7), ((8, 9, 6), (7, 6, 6)), 80),
    "meridian": Compared((70, 30), (7, 7), ((6, 5),)),
    "volga": Compared((55, 25, 20), (5, 7, 6), ((8, 6, 7),)),
    "alpine": Compared((50, 50), (6, 5), ((7, 7),)),
}
# Last year's scores by rater, for potential, fit and influence.
SCORED_LAST_YEAR: dict[str, dict[str, tuple[int, ...]]] = {
    "halvorsen": {"anna": (9, 8, 9), "irina": (8, 8, 7), "pavel": (8, 9, 8)},
    "brightwater": {"anna": (8, 9, 8), "irina": (7, 8, 8), "pavel": (8, 8, 9)},
    "kestrel": {"anna": (9, 8, 7), "irina": (8, 7, 6), "pavel": (8, 8, 6)},
    "lumen": {"anna": (8, 7, 8), "irina": (7, 7, 7), "pavel": (8, 6, 8)},
    "meridian": {"anna": (2, 4, 3), "irina": (3, 3, 2), "pavel": (3, 5, 3)},
    "volga": {"viktor": (8, 6, 8), "irina": (6, 5, 7), "pavel": (7, 5, 8)},
}
# Who has given what in the running round; None is "I do not know".
SCORED_NOW: dict[str, dict[str, tuple[int | None, ...]]] = {
    "halvorsen": {"anna": (9, 9, 9), "irina": (8, 8, 8), "viktor": (7, 8, 8)},
    "brightwater": {"anna": (8, 9, 8), "irina": (8, 7, 8)},
    "kestrel": {"anna": (7, 6, 6), "irina": (4, 6, 5)},
    "ostrava": {"anna": (8, None, 6), "irina": (5, 5, 6)},
    "lumen": {"irina": (8, 7, 8), "viktor": (9, 7, 8)},
    "tallinn": {"irina": (6, 7, 5)},
    "meridian": {"irina": (3, 4, 3)},
    "volga": {"irina": (4, 3, 6), "viktor": (8, 5, 8)},
    "alpine": {"irina": (7, 7, 6), "viktor": (8, 8, 6)},
    "bavaria": {"irina": (3, 5, 2)},
    "corvus": {"irina": (None, 7, 7)},
}
NOMINATED = {
    "anna": ("halvorsen", "brightwater", "kestrel", "ostrava", "tallinn"),
    "viktor": ("volga", "alpine", "halvorsen"),
    "irina": ("halvorsen", "brightwater", "volga", "lumen"),
    "pavel": ("halvorsen", "lumen", "brightwater"),
}
# Who has handed in the scores of the running round.
HANDED_IN = ("irina",)


class Chooser:
    """The rounds of the demo, by the verbs of the pages."""

    def __init__(
        self,
        people: Mapping[str, User],
        accounts: Mapping[str, Account],
        text: Mapping[str, Any],
        at: datetime.datetime,
    ) -> None:
        self.people, self.accounts, self.text, self.at = people, accounts, text, at
        self.words = text["selection"]
        self.model = ship_default_model(by=people["ada"], at=self._ago(420))

    def _ago(self, days: int) -> datetime.datetime:
        return self.at - datetime.timedelta(days=days)

    def compare(self) -> None:
        """The client's criteria, ourselves and the competitors."""
        for key, figures in COMPARISONS.items():
            words, account = self.text[key]["comparison"], self.accounts[key]
            criteria = [
                BuyingCriterion(account=account, position=position, name=name, weight=weight)
                for position, (name, weight) in enumerate(zip(words["criteria"], figures.weights, strict=True))
            ]
            BuyingCriterion.objects.bulk_create(criteria)
            rivals = [Competitor(account=account, name=name) for name in words["competitors"]]
            Competitor.objects.bulk_create(rivals)
            columns = zip((None, *rivals), (figures.ours, *figures.theirs), strict=True)
            CriterionScore.objects.bulk_create(
                CriterionScore(account=account, criterion=criterion, competitor=rival, value=value)
                for rival, scores in columns
                for criterion, value in zip(criteria, scores, strict=True)
                if value is not None
            )

    def last_year(self) -> Round:
        """From nominations to published statuses; the messages of it have been read long ago."""
        published = self._ago(PUBLISHED_AGO)
        round_ = self._begin("last_year", "ada", SCORED_LAST_YEAR, published.year - 1)
        for step, before in LAST_YEAR:
            round_ = self._step(round_, step, PUBLISHED_AGO + before)
            self._say(round_, SCORED_LAST_YEAR)
        round_ = self._step(round_, State.DECIDING, PUBLISHED_AGO + 4)
        self._decide(round_, days_ago(self.at.date(), PUBLISHED_AGO + 2))
        round_ = self._step(round_, State.PUBLISHED, PUBLISHED_AGO)
        Message.objects.filter(topic="status").update(read_at=self._ago(PUBLISHED_AGO - 1))
        return round_

    def now(self) -> Round:
        """A round at the step of scoring: one function has handed in, others are half way."""
        today = self.at.date()
        dates = {"nominate_until": days_ago(today, 11), "score_until": days_ago(today, -6)}
        round_ = self._begin("now", "leonid", SCORED_NOW, today.year - 1, **dates)
        for step, ago in NOW:
            round_ = self._step(round_, step, ago)
            self._say(round_, SCORED_NOW)
        handed_in = Rater.objects.filter(round=round_, user__in=[self.people[key] for key in HANDED_IN])
        handed_in.update(scored_at=self._ago(2))
        return round_

    def _begin(self, title: str, runner: str, looked_at: Mapping[str, Any], year: int, **dates: Any) -> Round:
        people = self.people
        round_ = create_round(
            title=self.words[title], model=self.model, sales_year=year, runner=people[runner], **dates
        )
        ids = [self.accounts[key].pk for key in looked_at]
        choose_accounts(round_=round_, accounts=Account.objects.filter(pk__in=ids))
        ask_raters(round_=round_, users=[people[key] for key in RATERS])
        return round_

    def _step(self, round_: Round, to: str, ago: int) -> Round:
        return take_step(round_=round_, to=to, by=round_.runner, at=self._ago(ago))

    def _say(self, round_: Round, scores: Mapping[str, Mapping[str, Sequence[int | None]]]) -> None:
        """What raters say at the step at which the round stands."""
        seats = {rater.user_id: rater for rater in Rater.objects.filter(round=round_)}
        raters = {key: seats[self.people[key].pk] for key in RATERS}
        candidates = {key: Candidate.objects.get(round=round_, account=self.accounts[key]) for key in scores}
        if round_.state == State.NOMINATING:
            Nomination.objects.bulk_create(
                Nomination(rater=raters[key], candidate=candidates[client])
                for key, clients in NOMINATED.items()
                for client in clients
                if client in candidates
            )
            Rater.objects.filter(round=round_).update(nominated_at=self.at)
        if round_.state == State.SCORING:
            self._score(round_, raters, candidates, scores)

    def _score(
        self,
        round_: Round,
        raters: Mapping[str, Rater],
        candidates: Mapping[str, Candidate],
        scores: Mapping[str, Mapping[str, Sequence[int | None]]],
    ) -> None:
        factors = list(round_.model.factors.filter(measure=""))
        Score.objects.bulk_create(
            Score(candidate=candidates[client], factor=factor, rater=raters[key], value=value)
            for client, given in scores.items()
            for key, values in given.items()
            for factor, value in zip(factors, values, strict=True)
        )

    def _decide(self, round_: Round, on: datetime.date) -> None:
        """As the clients stand; Kestrel became key then."""
        place_candidates(round_=round_)
        statuses = {client.key: client.status for client in CLIENTS}
        for key in SCORED_LAST_YEAR:
            candidate = Candidate.objects.select_related("account").get(round=round_, account=self.accounts[key])
            decide(
                candidate=candidate,
                status=statuses[key],
                by=self.people["ada"],
                on=on,
                reason=self.words["because"].get(key, ""),
                consent=candidate.account.consent,
            )
