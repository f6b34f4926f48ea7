"""Take away one permission line after another in a copy of the tree; each time the access table must fail.

By hand: `.venv/bin/python -m tests.benchmarks.mutations`. Prints one line a mutation and the number of survivors.
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
VIEWS = ("accounts/views", "dossiers/views", "kam_portal/workspace/views", "kam_portal/foundation/people/views")
ANY_TIE = "Tie(may_edit=True, may_sign=True, may_lead=True)"
# What a guard becomes: the right is not asked, or any account is found for anybody.
WEAKER = (
    (re.compile(r"get_account_to_\w+\("), "get_account("),
    (re.compile(r"(account, \w+) = get_account\([^)]*\)"), r"\1 = anybody(account_id)"),
    (re.compile(r"^(\s*)require\(.*\)$"), r"\1pass"),
    (re.compile(r"get_row_to_edit\("), "any_row("),
    (re.compile(r"get_accounts_to_lead\([^,]*, (.*)\)$"), r"list(Account.objects.filter(pk__in=\1))"),
)
HELP = f"""
from accounts.access import Tie, get_account
from accounts.models import Account
def anybody(account_id):
    return Account.objects.select_related("kam__team", "dossier", "parent").get(pk=account_id), {ANY_TIE}
def any_row(user, account_id, model, pk):
    account, tie = get_account(user, account_id)
    return account, tie, model._default_manager.get(account=account, pk=pk)
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


@dataclass(frozen=True)
class Mutation:
    path: str
    before: str
    after: str
    names: str

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
                            names = function.name if function.name in ROWS else ""
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
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--reuse-db", "tests/test_access.py"]
    done = subprocess.run(
        [*command, "-k", mutation.names] if mutation.names else command, cwd=copy, capture_output=True
    )
    path.write_text(text)
    return done.returncode == 0


def main() -> None:
    os.environ.setdefault("KAM_VAR_DIR", str(ROOT / "var" / "mutations"))
    mutations = [*of_views(), *(Mutation(path, before, after, "") for path, before, after in RULES)]
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
