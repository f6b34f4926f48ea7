"""A round over all accounts: `python -m tests.benchmarks.selecting [ACCOUNTS]`.

First its accounts are chosen, and a fifth of them is replaced by a tenth; then come the bands and places of all, by a
worker.
Three factors are scored by bands from two years of sales, and every account is compared with two competitors on three
criteria, so that each has a place in the matrix and its flips are sought. Prints seconds and the worker's peak memory;
a second pass, which finds the scores as they are; and placing one account alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
YEAR = 2025
SECONDS, MEGABYTES = 60, 300
# Of choosing 100,000 accounts, and of replacing 20,000 by 10,000 others.
CHOOSING, REPLACING = 15, 5

COMPARISONS = """
INSERT INTO accounts_buyingcriterion (account_id, position, name, weight, source, version)
    SELECT a.id, n, 'Criterion ' || n, (ARRAY[50, 30, 20])[n], '', 1 FROM accounts_account a, generate_series(1, 3) n;
INSERT INTO accounts_competitor (account_id, name, version)
    SELECT a.id, 'Rival ' || n, 1 FROM accounts_account a, generate_series(1, 2) n;
INSERT INTO accounts_criterionscore (account_id, criterion_id, competitor_id, value, version)
    SELECT c.account_id, c.id, NULL, (c.account_id * 7 + c.position * 3) %% 11, 1 FROM accounts_buyingcriterion c
    UNION ALL
    SELECT c.account_id, c.id, r.id, (r.id * 5 + c.position) %% 11, 1
    FROM accounts_buyingcriterion c JOIN accounts_competitor r USING (account_id);
"""
SALES = """
INSERT INTO accounts_accountyear (account_id, year, currency, sales, margin, cost_to_serve, version)
    SELECT a.id, y, 'EUR', (a.id * 7919 %% 90000) * 11.5 + y, a.id %% 977, a.id %% 311, 1
    FROM accounts_account a, generate_series(%s - 1, %s) y
    ON CONFLICT (account_id, year) DO NOTHING;
"""


def report() -> None:
    """Over every account there is."""
    from accounts.models import Round

    round_id = _prepare()
    try:
        count = Round.objects.get(pk=round_id).candidates.count()
        print(f"\nselection: bands of 3 factors and places of {count:,} accounts, by a worker")
        for turn in ("first pass", "second pass"):
            figures = _in_a_process_of_its_own(round_id)
            print(
                f"  {turn}: {figures['seconds']:.1f} s ({count / figures['seconds']:,.0f} accounts/s;"
                f" at most {SECONDS} s for 100,000), peak RSS {figures['megabytes']:.0f} MB (at most {MEGABYTES})"
            )
        print(f"  {_outcome(round_id)}")
        print(f"  one account alone: {_one_alone(round_id) * 1000:.1f} ms")
    finally:
        _take_back(round_id)


def _prepare() -> int:
    """A round at the end of its scoring; what it needs is made without history, which is not measured here."""
    from django.db import connection, transaction

    from accounts.models import Account, Round
    from accounts.selection.rounds import create_round
    from tests.accounts.selecting import published_model

    began = time.perf_counter()
    _take_back(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(SALES, [YEAR, YEAR])
        for statement in COMPARISONS.replace("%%", "%").strip().rstrip(";").split(";\n"):
            cursor.execute(statement)
    model = published_model(
        name=f"Benchmark {time.time_ns()}", measures={0: "sales", 1: "growth", 2: "margin"}, by=_runner()
    )
    round_ = create_round(title="Benchmark", model=model, sales_year=YEAR, runner=_runner())
    _choose(round_, Account.objects.count())
    Round.objects.filter(pk=round_.pk).update(state="consensus", work="placing")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"prepared a round in {time.perf_counter() - began:.0f} s")
    return round_.pk


def _choose(round_: Any, count: int) -> None:
    """Choose all accounts, at last; before that a fifth, and a tenth in its place. With their history, as by a page."""
    from django.db.models import QuerySet

    from accounts.models import Account
    from accounts.selection.rounds import choose_accounts
    from kam_portal.foundation.history.authors import written_by

    ids = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    fifth, tenth = ids[count // 5], ids[count // 5 + count // 10]
    every = Account.objects.order_by("pk")

    def seconds(accounts: QuerySet[Account]) -> float:
        began = time.perf_counter()
        with written_by(user=round_.runner_id, url="/benchmark/"):
            choose_accounts(round_=round_, accounts=accounts)
        return time.perf_counter() - began

    seconds(every.filter(pk__lt=fifth))
    replacing = seconds(every.filter(pk__gte=fifth, pk__lt=tenth))
    seconds(every.none())
    choosing = seconds(every)
    print(
        f"\nselection: {count:,} accounts chosen in {choosing:.1f} s (at most {CHOOSING} s for 100,000);"
        f" {count // 5:,} replaced by {count // 10:,} others in {replacing:.1f} s (at most {REPLACING} s for 20,000)"
    )


def _runner():  # type: ignore[no-untyped-def]
    from kam_portal.foundation.people.models import User

    return User.objects.get_or_create(email="benchmark@crowd.example", defaults={"full_name": "Benchmark"})[0]


def _take_back(round_id: int) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("criterionscore", "competitor", "buyingcriterion"):
            cursor.execute(f"DELETE FROM accounts_{table}")  # noqa: S608
        cursor.execute("DELETE FROM accounts_bandscore")
        cursor.execute("DELETE FROM accounts_candidate WHERE round_id = %s", [round_id])
        cursor.execute("DELETE FROM accounts_round WHERE id = %s", [round_id])


def _in_a_process_of_its_own(round_id: int) -> dict[str, float]:
    from accounts.models import Round

    Round.objects.filter(pk=round_id).update(work="placing", work_moved_at=None)
    command = [sys.executable, "-m", "tests.benchmarks.selecting", "--placing", str(round_id)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603
    Round.objects.get(pk=round_id, work="", work_failed="")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _outcome(round_id: int) -> str:
    from django.db.models import Count

    from accounts.models import BandScore, Candidate

    candidates = Candidate.objects.filter(round=round_id).order_by()
    quadrants = dict(candidates.values_list("quadrant").annotate(Count("pk")))
    bands = BandScore.objects.filter(candidate__round=round_id).count()
    flips = candidates.exclude(flips=[]).count()
    return f"{bands:,} scores by bands, {flips:,} accounts that flip, quadrants {quadrants}"


def _one_alone(round_id: int) -> float:
    from accounts.models import Candidate, Round
    from accounts.selection.placing import place_candidates
    from kam_portal.foundation.history.authors import written_by

    round_ = Round.objects.select_related("model").get(pk=round_id)
    account = Candidate.objects.filter(round=round_id).values_list("account", flat=True)[0]
    best = 9.0
    for _turn in range(20):
        began = time.perf_counter()
        with written_by(source="benchmark"):
            place_candidates(round_=round_, accounts=[account])
        best = min(best, time.perf_counter() - began)
    return best


def _place(round_id: int) -> None:
    """The worker's part, as the task does it."""
    from accounts.selection import working

    began = time.perf_counter()
    working.work(round_id=round_id)
    figures = {
        "seconds": time.perf_counter() - began,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))


def _make_accounts(count: int) -> None:
    from django.core.management import call_command

    from accounts.models import Account
    from kam_portal.foundation.history.authors import written_by
    from tests.benchmarks.importing import make_accounts

    call_command("migrate", verbosity=0)
    have = Account.objects.count()
    if have < count:
        began = time.perf_counter()
        with written_by(source="benchmark"):
            make_accounts(count - have)
        print(f"made {count:,} accounts in {time.perf_counter() - began:.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", type=int, nargs="?", default=100_000)
    parser.add_argument("--placing", type=int, help="place this round and print what it took; used by the report")
    options = parser.parse_args()
    folder = ROOT / "var" / f"bench-selecting-{options.accounts}"
    os.environ.setdefault("KAM_VAR_DIR", str(folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
    Path(os.environ["KAM_VAR_DIR"]).mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    if options.placing:
        _place(options.placing)
        return
    _make_accounts(options.accounts)
    report()


if __name__ == "__main__":
    main()
