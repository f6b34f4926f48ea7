"""A hardware seller's real lists as the portal is given them: crm-maven, of the shared data beside the project.

The data is not in the repository: a test that needs it is skipped where the folder is missing, by NEEDS_DATA.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
NEEDS_DATA = pytest.mark.skipif(not DATA.exists(), reason="the shared data folder is not beside the project")


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def oracle(name: str) -> dict[str, Any]:
    return json.loads((DATA / name / "oracle.json").read_text())  # type: ignore[no-any-return]


def import_(kind: str, path: Path, *options: str) -> tuple[dict[str, Any], str]:
    """The figures as JSON, and what was said beside them."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import", kind, str(path), "--json", *options, stdout=out, stderr=err)
    except CommandError as refusal:
        err.write(str(refusal))
    return json.loads(out.getvalue()), err.getvalue()


def written(path: Path, header: list[str], rows: list[list[Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def address(name: str) -> str:
    return re.sub(r"[^a-z]+", ".", name.lower()) + "@maven.example"


class Maven:
    """What the portal is given of crm-maven, prepared from the originals as a company would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.teams = rows_of("crm-maven/sales_teams.csv")
        self.won = [row for row in rows_of("crm-maven/sales_pipeline.csv") if row["deal_stage"] == "Won"]

    def people(self) -> Path:
        managers = sorted({row["manager"] for row in self.teams})
        rows = [[address(m), m, "team lead", f"Team {m}", address(m)] for m in managers]
        rows += [
            [
                address(r["sales_agent"]),
                r["sales_agent"],
                "sales manager",
                f"Team {r['manager']}",
                address(r["manager"]),
            ]
            for r in self.teams
        ]
        return written(self.folder / "people.csv", ["e-mail", "name", "role", "team", "team lead"], rows)

    def sales(self) -> Path:
        years: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in self.won:
            years[row["account"], row["close_date"][:4]] += Decimal(row["close_value"])
        rows = [[account, year, value] for (account, year), value in sorted(years.items())]
        return written(self.folder / "sales.csv", ["account", "year", "sales"], rows)

    def best_agents(self) -> dict[str, str]:
        values: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.won:
            values[row["account"]][row["sales_agent"]] += int(row["close_value"])
        return {account: agents.most_common(1)[0][0] for account, agents in values.items()}

    def assignments(self) -> Path:
        rows = [[account, address(agent)] for account, agent in sorted(self.best_agents().items())]
        return written(self.folder / "assignments.csv", ["account", "manager"], rows)

    def import_all(self) -> list[dict[str, Any]]:
        country = ("--map", "country=office_location", "--map", "site=")
        return [
            import_("users", self.people())[0],
            import_("accounts", DATA / "crm-maven" / "accounts.csv", *country)[0],
            import_("sales", self.sales())[0],
            import_("assignments", self.assignments())[0],
        ]
