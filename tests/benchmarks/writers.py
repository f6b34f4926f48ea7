"""Twenty people in every form that carries a version: `python -m tests.benchmarks.writers [FORM...] [--rounds 50]`.

Over real HTTP against a portal of two processes with ten threads each, on a PostgreSQL of its own. Prints for every
form what was sent and accepted, versions and history rows (as many as accepted), lost updates, other answers than
"saved" and "somebody saved in between", refused texts that the answer did not show, and saves a second; then the
negative control, without the version check, which has to lose updates. Names of forms narrow it.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import SimpleNamespace

    from accounts.models import Account
    from tests.editing import EditForm
    from tests.writers import Outcome, Writer

ROOT = Path(__file__).resolve().parents[2]
WRITERS, ROUNDS = 20, 50
COLUMNS = (
    "sent",
    "accepted",
    "versions",
    "history",
    "lost",
    "others",
    "texts lost",
    "saves/s",
    "unchecked lost",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("forms", nargs="*")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--port", type=int, default=8766)
    options = parser.parse_args()
    _set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from tests.edit_forms import EDIT_FORMS
    from tests.serving import served

    forms = [form for form in EDIT_FORMS if not options.forms or str(form) in options.forms]
    cast = _people()
    with served(options.port, threads=10):
        print(f"{WRITERS} writers, {options.rounds} rounds\n\n{'form':<22}" + "".join(f"{c:>16}" for c in COLUMNS))
        sound = [report(form, cast, options.rounds, options.port) for form in forms]
    if not all(sound):
        raise SystemExit("not every form kept what it was given, or the control lost nothing")


def _set_up() -> None:
    os.environ.setdefault("KAM_VAR_DIR", str(ROOT / "var" / "bench-writers"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    Path(os.environ["KAM_VAR_DIR"]).mkdir(parents=True, exist_ok=True)
    import django

    django.setup()


def _people() -> SimpleNamespace:
    from types import SimpleNamespace

    from kam_portal.foundation.people.models import User
    from kam_portal.workspace.demo.people import PEOPLE, bring_in

    here = {person.key: User.objects.filter(email=person.email).first() for person in PEOPLE}
    return SimpleNamespace(**(here if all(here.values()) else bring_in(password=None)))


def report(form: EditForm, cast: SimpleNamespace, rounds: int, port: int) -> bool:
    """One line of the table; whether the form kept everything and its control did not."""
    from tests.writers import count_up, count_up_unchecked

    record = form.made(_account(cast), cast)
    began = time.perf_counter()
    found = count_up(form, record, _writers(form, cast, port), rounds)
    seconds = time.perf_counter() - began
    record = form.made(_account(cast), cast)
    control = count_up_unchecked(form, record, _writers(form, cast, port))
    others = " ".join(f"{status}: {n}" for status, n in sorted(found.others.items())) or "-"
    cells = [found.sent, found.accepted, found.versions, found.history, found.lost, others, found.texts_lost]
    cells += [f"{found.accepted / seconds:.1f}", f"{control.lost} of {control.accepted}"]
    print(f"{form!s:<22}" + "".join(f"{cell:>16}" for cell in cells), flush=True)
    return _is_sound(form, found) and control.lost > 0


def _is_sound(form: EditForm, found: Outcome) -> bool:
    agree = found.accepted == found.versions == found.history == found.counted
    return agree and not found.texts_lost and set(found.others) <= {form.also}


def _account(cast: SimpleNamespace) -> Account:
    from django.utils import timezone

    from accounts.assigning import assign
    from accounts.keeping import create_account
    from accounts.models import Account

    name = f"Written by many {Account.objects.count() + 1}"
    account = create_account(by=None, on=timezone.localdate(), status="key", reason="benchmark", trade_name=name)
    assign(account=account, manager=cast.anna, on=timezone.localdate(), reason="benchmark", by=None)
    account.refresh_from_db()
    return account


def _writers(form: EditForm, cast: SimpleNamespace, port: int) -> list[Writer]:
    from tests.benchmarks.data import sign_in
    from tests.writers import Writer

    people = [getattr(cast, name) for name in form.writers]
    return [Writer(f"127.0.0.1:{port}", sign_in(people[number % len(people)])) for number in range(WRITERS)]


if __name__ == "__main__":
    main()
