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
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 60, 300
TITLE = "Benchmark of bands alone"
# Of choosing 100,000 accounts, and of replacing 20,000 by 10,000 others.
CHOOSING, REPLACING = 15, 5
TAKE_BACK = """
DELETE FROM accounts_bandscore USING accounts_candidate c, accounts_round r
    WHERE c.id = candidate_id AND r.id = c.round_id AND r.title = %s;
DELETE FROM accounts_candidate USING accounts_round r WHERE r.id = round_id AND r.title = %s;
DELETE FROM accounts_round WHERE title = %s
"""


def report() -> None:
    """Over every account there is."""
    from accounts.models import Round

    _take_back()
    round_id = _prepare()
    try:
        count = Round.objects.get(pk=round_id).candidates.count()
        print(f"\nselection: bands of 3 factors and places of {count:,} accounts, by a worker")
        for turn in ("first pass", "second pass"):
            figures = in_a_process_of_its_own(round_id)
            print(f"  {turn}: {in_words(figures, count)}")
        print(f"  {_outcome(round_id)}")
        print(f"  one account alone: {_one_alone(round_id) * 1000:.1f} ms")
    finally:
        _take_back()


def _prepare() -> int:
    """A round at the end of its scoring, in which nobody but the bands has scored."""
    from accounts.models import Account
    from accounts.selection.rounds import create_round
    from kam_portal.foundation.history.authors import written_by
    from tests.benchmarks.rounds import YEAR, analyze, compare_everybody, model_of_bands, runner, stand_at

    began = time.perf_counter()
    compare_everybody()
    with written_by(source="benchmark"):
        round_ = create_round(title=TITLE, model=model_of_bands(), sales_year=YEAR, runner=runner())
    _choose(round_, Account.objects.count())
    stand_at(round_, "consensus")
    analyze()
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


def _take_back() -> None:
    from tests.benchmarks.rounds import without_history

    with without_history() as cursor:
        for statement in TAKE_BACK.strip().split(";\n"):
            cursor.execute(statement, [TITLE])


def in_a_process_of_its_own(round_id: int) -> dict[str, float]:
    """Place a round; {"seconds", "megabytes"}: what the process held at its most."""
    from accounts.models import Round

    Round.objects.filter(pk=round_id).update(work="placing", work_moved_at=None)
    command = [sys.executable, "-m", "tests.benchmarks.selecting", "--placing", str(round_id)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603
    Round.objects.get(pk=round_id, work="", work_failed="")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def in_words(figures: dict[str, float], count: int) -> str:
    seconds = figures["seconds"]
    return (
        f"{seconds:.1f} s ({count / seconds:,.0f} accounts/s; at most {SECONDS} s for 100,000), of which the worker"
        f" itself {figures['worked']:.1f} s, peak RSS {figures['megabytes']:.0f} MB (at most {MEGABYTES})"
    )


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
        "worked": time.process_time(),
        "megabytes": _peak_megabytes(),
    }
    print(json.dumps(figures))


def _peak_megabytes() -> float:
    """Of this process since it runs this program; what getrusage() says begins with the size of its parent."""
    peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert peak
    return int(peak[1]) / 1024


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
