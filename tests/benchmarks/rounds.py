"""Rounds of selection over some accounts of the crowd or all: scored, placed and decided; made once and kept.

Rows nobody looks at twice (scores, comparisons, sales) are written by SQL without their history.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from accounts.models import Account, BuyingCriterion, Decision, Round, Score, ScoringModel
from accounts.selection.rounds import ask_raters, choose_accounts, create_round
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.people.models import Function, User
from kam_portal.foundation.people.roles import Role
from tests.accounts.selecting import WEIGHTS, published_model
from tests.benchmarks.selecting import in_a_process_of_its_own, in_words

YEAR = 2025
RATERS = (Function.SALES, Function.FINANCE, Function.MARKETING)
MEASURED = {3: "sales", 4: "growth", 5: "margin"}

COMPARISONS = """
INSERT INTO accounts_buyingcriterion (account_id, position, name, weight, source, version)
    SELECT a.id, n, 'Criterion ' || n, (ARRAY[50, 30, 20])[n], '', 1 FROM accounts_account a, generate_series(1, 3) n;
INSERT INTO accounts_competitor (account_id, name, version)
    SELECT a.id, 'Rival ' || n, 1 FROM accounts_account a, generate_series(1, 2) n;
INSERT INTO accounts_criterionscore (account_id, criterion_id, competitor_id, value, version)
    SELECT c.account_id, c.id, NULL, (hashint8(c.id) & 1023) % 11, 1 FROM accounts_buyingcriterion c
    UNION ALL
    SELECT c.account_id, c.id, r.id, (hashint8(r.id * 10 + c.position) & 1023) % 9, 1
    FROM accounts_buyingcriterion c JOIN accounts_competitor r USING (account_id);
"""
SALES = """
INSERT INTO accounts_accountyear (account_id, year, currency, sales, margin, cost_to_serve, version)
    SELECT id, y, 'EUR', sold, sold * (id %% 40) / 100, sold * (id %% 17) / 100, 1
    FROM accounts_account, generate_series(%s - 1, %s) y,
        LATERAL (SELECT (hashint8(id * 7 + y) & 1048575) %% 2000 AS sold) s
    ON CONFLICT (account_id, year) DO NOTHING
"""
SCORES = """
INSERT INTO accounts_score (candidate_id, factor_id, rater_id, value, is_estimate, note, version)
    SELECT c.id, f.id, r.id, 2 + (hashint8(c.id) & 3) + (hashint8(c.id * f.id * r.id) & 3), false, '', 1
    FROM accounts_candidate c JOIN accounts_round o ON o.id = c.round_id
    JOIN accounts_factor f ON f.model_id = o.model_id AND f.measure = ''
    JOIN accounts_rater r ON r.round_id = o.id
    WHERE o.id = %s AND (c.account_id + f.position + r.id) %% 29 > 0
"""
NOMINATIONS = """
INSERT INTO accounts_nomination (rater_id, candidate_id, note)
    SELECT r.id, c.id, '' FROM accounts_candidate c JOIN accounts_rater r USING (round_id)
    WHERE c.round_id = %s AND (c.account_id + r.id) %% 4 = 0
"""
# By the book for two of three, so that some are undecided; with their history, which the page reads.
DECISIONS = """
INSERT INTO accounts_decision (candidate_id, status, proposed, reason, consent, by_id, "on", version)
    SELECT c.id, s.status, s.status, '', 'not_asked', %s, %s, 1
    FROM accounts_candidate c
    CROSS JOIN LATERAL (SELECT CASE c.quadrant WHEN 'key_account' THEN 'key' ELSE c.quadrant END AS status) s
    WHERE c.round_id = %s AND c.quadrant <> '' AND c.id %% 3 > 0
"""


def runner() -> User:
    """An admin, who may run every round."""
    values = {"full_name": "Benchmark", "role": Role.ADMIN}
    return User.objects.get_or_create(email="benchmark@crowd.example", defaults=values)[0]


def rater_of(round_: Round) -> User:
    return User.objects.filter(ratings__round=round_).order_by("pk")[0]


def round_over(accounts: int) -> Round:
    """The round over so many accounts, of as few managers as have them, at the step of decisions.

    Three raters have scored and nominated, all are placed, two of three decided.
    """
    compare_everybody()
    title = f"Benchmark over {accounts:,}"
    made = Round.objects.select_related("model").filter(title=title).first() or _set_up(title, accounts)
    if not Score.objects.filter(rater__round=made).exists():
        score_and_nominate(made)
    if not Decision.objects.filter(candidate__round=made).exists():
        stand_at(made, "consensus")
        figures = in_a_process_of_its_own(made.pk)
        print(f"placed {accounts:,} accounts scored by three people: {in_words(figures, accounts)}")
        decide(made)
    return made


def _set_up(title: str, accounts: int) -> Round:
    with written_by(source="benchmark"):
        made = create_round(title=title, model=the_model(), sales_year=YEAR, runner=runner())
        chosen = Account.objects.order_by("kam", "pk").values("pk")[:accounts]
        choose_accounts(round_=made, accounts=Account.objects.filter(pk__in=chosen))
        ask_raters(round_=made, users=[_rater(function) for function in RATERS])
    analyze()
    return made


def the_model() -> ScoringModel:
    """Three factors that people score, three that bands do."""
    return _model("Benchmark", ("20", "20", "15", "20", "15", "10"), MEASURED)


def model_of_bands() -> ScoringModel:
    """Three factors that bands score, none that people do."""
    return _model("Benchmark of bands", WEIGHTS, {n - 3: measure for n, measure in MEASURED.items()})


def _model(name: str, weights: Sequence[str], measures: Mapping[int, str]) -> ScoringModel:
    found = ScoringModel.objects.filter(name=name).first()
    return found or published_model(name=name, weights=weights, measures=measures, by=runner())


def _rater(function: str) -> User:
    values = {"full_name": f"Benchmark {function}", "role": Role.COLLEAGUE, "function": function}
    return User.objects.get_or_create(email=f"benchmark-{function}@crowd.example", defaults=values)[0]


def compare_everybody() -> None:
    """Two years of sales, three criteria and two competitors for every account; done once."""
    if BuyingCriterion.objects.exists():
        return
    with without_history() as cursor:
        cursor.execute(SALES, [YEAR, YEAR])
        for statement in COMPARISONS.strip().rstrip(";").split(";\n"):
            cursor.execute(statement)
    analyze()


def score_and_nominate(round_: Round) -> None:
    """What three raters say of each account."""
    with without_history() as cursor:
        for statement in (SCORES, NOMINATIONS):
            cursor.execute(statement, [round_.pk])
    analyze()


def decide(round_: Round) -> None:
    stand_at(round_, "deciding")
    with written_by(source="benchmark"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(DECISIONS, [runner().pk, datetime.date.today(), round_.pk])
    analyze()


def stand_at(round_: Round, state: str) -> None:
    Round.objects.filter(pk=round_.pk).update(state=state)


@contextmanager
def without_history() -> Iterator[object]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
