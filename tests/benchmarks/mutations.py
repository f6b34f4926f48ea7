"""Take away one permission line after another in a copy of the tree; each time the access table must fail.

By hand: `.venv/bin/python -m tests.benchmarks.mutations`, with the folders, files and addresses that are enough, such
as `planning/views/discussion.py plan_return`. Prints one line a mutation and the number of survivors.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.access_rows import ROWS

ROOT = Path(__file__).resolve().parents[2]
VIEWS = (
    "accounts/views",
    "dossiers/views",
    "planning/views",
    "kam_portal/workspace/views",
    "kam_portal/foundation/people/views",
)
ACCESS_TABLE, JUDGED, STATES = (
    "tests/test_access.py",
    "tests/planning/test_map_check.py",
    "tests/planning/test_stating.py",
)
ANY_TIE = "Tie(may_edit=True, may_sign=True, may_lead=True)"
# What a guard becomes: the right is not asked, or any account is found for anybody.
WEAKER = (
    (re.compile(r"get_account_to_\w+\("), "get_account("),
    (re.compile(r"(account, \w+) = get_account\([^)]*\)"), r"\1 = anybody(account_id)"),
    (re.compile(r"^(\s*)(require|allow)\(.*\)$"), r"\1pass"),
    (re.compile(r"get_row_to_edit\("), "any_row("),
    (re.compile(r"get_plan_to_\w+\("), "get_plan("),
    (re.compile(r"get_in_plan_to_edit\("), "get_in_plan("),
    (re.compile(r"get_plan\("), "any_plan("),
    (re.compile(r"get_in_plan\("), "any_in_plan("),
    (re.compile(r"get_reading_to_edit\("), "any_reading("),
    (re.compile(r"get_of_company\("), "any_of_company("),
    (re.compile(r"get_accounts_to_lead\([^,]*, (.*)\)$"), r"list(Account.objects.filter(pk__in=\1))"),
)
# Behind which addresses a function stands that is none itself, in words of pytest.
BEHIND = {
    "opportunity_stage": "[opportunity_forward] or [opportunity_back]",
    "opportunity_outcome": "[opportunity_won] or [opportunity_lost]",
    "_get_first": "[comment_answer] or [comment_resolve]",
    "_get_own": "[comment_edit] or [comment_remove]",
    "_asked": "[plan_pdf] or [plan_pptx]",
}
HELP = f"""
from accounts.access import Tie, get_account
from accounts.models import Account
from planning.access import get_in_plan, get_plan
def anybody(account_id):
    return Account.objects.select_related("kam__team", "dossier", "parent").get(pk=account_id), {ANY_TIE}
def any_row(user, account_id, model, pk):
    account, tie = get_account(user, account_id)
    return account, tie, model._default_manager.get(account=account, pk=pk)
def any_plan(user, plan_id):
    from planning.models import Plan as Planned
    account_id = Planned.objects.values_list("account", flat=True).get(pk=plan_id)
    return *anybody(account_id), Planned.objects.get(pk=plan_id)
def any_in_plan(user, plan_id, model, pk):
    account, tie, found = any_plan(user, plan_id)
    return account, tie, found, model._default_manager.get(plan=found, pk=pk)
def any_reading(user, plan_id, pk):
    from planning.models import Reading as Noted
    account, tie, found = any_plan(user, plan_id)
    return account, tie, found, Noted.objects.select_related("goal__plan").get(goal__plan=found, pk=pk)
def any_of_company(user, model, pk):
    return model._default_manager.get(pk=pk)
"""
RULES = (
    ("accounts/access.py", "may_edit=seat_edits or stands_in", "may_edit=True"),
    ("accounts/access.py", "may_lead=leads(user, account)", "may_lead=True"),
    ("accounts/access.py", "stands_in, may_sign=False", "stands_in, may_sign=True"),
    ("accounts/access.py", "if seat is None and not stands_in:", "if False:"),
    ("accounts/access.py", "if own or leads(user, account):", "if True:"),
    ("accounts/querysets.py", "        if not user.is_active:\n            return self.none()\n", ""),
    ("accounts/querysets.py", "return self.filter(pk__in=owned.union(joined))", "return self"),
    ("kam_portal/foundation/people/models.py", "return self.is_active and right in", "return right in"),
    ("kam_portal/settings.py", '    "kam_portal.foundation.people.middleware.SignInFirst",\n', ""),
)
REFUSED = "    _refuse_strangers(stored.account_id, by, at)\n"
RETURNED, APPROVED = (
    f'{{PlanState.DISCUSSION}}, _("Only a plan in discussion is {word}."))' for word in ("returned", "approved")
)
# What no address alone shows: (path, line, weaker, the tests that must fail).
DEEPER = (
    ("planning/access.py", "    allow_editing(tie)\n", "", ACCESS_TABLE),
    ("planning/access.py", "    allow(tie.may_lead, ", "    allow(True, ", ACCESS_TABLE),
    ("planning/access.py", "    require(user, Right.RUN_EVERYTHING)\n", "", ACCESS_TABLE),
    ("planning/views/plans.py", "may_judge=may_read_judgements(tie)", "may_judge=True", JUDGED),
    ("planning/views/communications.py", "may_judge=may_read_judgements(tie)", "may_judge=True", JUDGED),
    ("planning/views/goals.py", "may_judge=may_read_judgements(tie)", "may_judge=True", JUDGED),
    ("planning/views/goals.py", "today, may_read_judgements(tie))", "today, True)", JUDGED),
    ("planning/printing/gathering.py", "tie is not None and may_read_judgements(tie)", "True", JUDGED),
    ("planning/life/stating.py", f"{REFUSED}    _expect(stored, {RETURNED}", f"    _expect(stored, {RETURNED}", STATES),
    ("planning/life/stating.py", f"{REFUSED}    _expect(stored, {APPROVED}", f"    _expect(stored, {APPROVED}", STATES),
)


@dataclass(frozen=True)
class Mutation:
    path: str
    before: str
    after: str
    names: str
    tests: str = ACCESS_TABLE

    def __str__(self) -> str:
        return f"{self.path}: {self.before.strip()[:70]!r} for {self.names or 'all'}"


def of_views() -> Iterator[Mutation]:
    for folder in VIEWS:
        for path in sorted((ROOT / folder).glob("*.py")):
            text = path.read_text()
            for function in (n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)):
                body = "\n".join(text.splitlines()[function.lineno - 1 : function.end_lineno])
                for line in body.splitlines():
                    for pattern, weaker in WEAKER:
                        if pattern.search(line) and not line.startswith(("from", "import", "def")):
                            after = body.replace(line, pattern.sub(weaker, line), 1)
                            names = f"[{function.name}]" if function.name in ROWS else BEHIND.get(function.name, "")
                            yield Mutation(str(path.relative_to(ROOT)), body, HELP + after, names)
                            break


def survives(mutation: Mutation, copy: Path) -> bool:
    """Whether the access table stays green with the mutation in place."""
    path = copy / mutation.path
    text = path.read_text()
    if mutation.before not in text:
        raise RuntimeError(f"the line of {mutation} is gone; renew the list")
    changed = text.replace(mutation.before, "\x00", 1)
    if mutation.after.startswith(HELP):
        start = changed.rfind("\n\n\n", 0, changed.index("\x00")) + 3
        changed = changed[:start] + HELP + "\n\n" + changed[start:].replace("\x00", mutation.after[len(HELP) :])
    path.write_text(changed.replace("\x00", mutation.after))
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--reuse-db", mutation.tests]
    done = subprocess.run(
        [*command, "-k", mutation.names] if mutation.names else command, cwd=copy, capture_output=True
    )
    path.write_text(text)
    return done.returncode == 0


def _names(mutation: Mutation) -> list[str]:
    """The address, the file, and all that it lies in."""
    return [mutation.names.strip("[]"), mutation.path, *map(str, Path(mutation.path).parents)]


def main() -> None:
    os.environ.setdefault("KAM_VAR_DIR", str(ROOT / "var" / "mutations"))
    rules = [*RULES, *DEEPER]
    every = [*of_views(), *(Mutation(path, before, after, "", *tests) for path, before, after, *tests in rules)]
    asked = sys.argv[1:]
    mutations = [each for each in every if not asked or any(word in _names(each) for word in asked)]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "portal"
        ignored = shutil.ignore_patterns("var", ".venv", ".git", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=ignored)
        survivors = 0
        for mutation in mutations:
            alive = survives(mutation, copy)
            survivors += alive
            print("SURVIVES" if alive else "caught  ", mutation, flush=True)
    print(f"{len(mutations)} permission lines taken away, {survivors} not noticed")


if __name__ == "__main__":
    main()
