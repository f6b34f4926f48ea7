"""Hostile text as cells of every kind: stored as it is, or refused in words; never an exception."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.importing.running import KINDS, run
from accounts.models import Account, Contact
from kam_portal.foundation.tabular.reading import read_table
from kam_portal.foundation.tabular.refusing import Unreadable
from kam_portal.foundation.tabular.writing import write_csv, write_xlsx
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile-text"
LIMIT = 200


@pytest.fixture(scope="module")
def texts() -> list[str]:
    if not HOSTILE.exists():
        pytest.skip("the shared data folder is not beside the project")
    return [*json.loads((HOSTILE / "blns.json").read_text()), *(HOSTILE / "csv-payload.txt").read_text().splitlines()]


WRITERS = {"csv": write_csv, "xlsx": lambda header, rows: write_xlsx("x", header, rows)}


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_of_every_kind_survives_hostile_text(
    kind: str, form: str, texts: list[str], new_account: Callable[..., Account]
) -> None:
    new_account("Halvorsen")
    header = [column.name for column in KINDS[kind].columns]
    data = WRITERS[form](header, [[text] * len(header) for text in texts])
    outcome = run(kind=KINDS[kind], table=read_table(data), overrides={}, by=None, on=TODAY, dry_run=False)
    assert outcome.created + outcome.updated + outcome.unchanged + len(outcome.rejected) == outcome.rows
    assert all(reason.endswith((".", ")")) for _line, reason in outcome.rejected)


def test_hostile_names_are_stored_as_they_are_or_refused(texts: list[str], new_account: Callable[..., Account]) -> None:
    new_account("Halvorsen")
    data = write_csv(["account", "name", "title"], [["Halvorsen", f"{n} {text}", text] for n, text in enumerate(texts)])
    table = read_table(data)
    first = run(kind=KINDS["contacts"], table=table, overrides={}, by=None, on=TODAY, dry_run=True)
    bad = {line for line, _reason in first.rejected}
    rows = [row for row in table.rows if row.line not in bad]
    kept = type(table)(table.header, rows, table.form)
    second = run(kind=KINDS["contacts"], table=kept, overrides={}, by=None, on=TODAY, dry_run=False)
    stored = {contact.name.split(" ", 1)[0]: contact.title for contact in Contact.objects.all()}
    assert (second.created, second.rejected, len(bad) < 20) == (len(rows), [], True)
    expected = {
        str(n): text.strip() for n, text in enumerate(texts) if len(text) <= LIMIT and text.strip().isprintable()
    }
    nothing = {"NULL", "null", "Null"}
    shown = {n: "" if text in nothing else text for n, text in expected.items()}
    assert {n: stored[n] for n in shown} == shown


@pytest.mark.parametrize("name", ["blns.txt", "blns.json", "blns.base64.json", "csv-payload.txt"])
@pytest.mark.parametrize("kind", KINDS)
def test_files_that_are_no_tables_are_refused_in_a_sentence(kind: str, name: str, texts: list[str]) -> None:
    with pytest.raises(Unreadable) as caught:
        table = read_table((HOSTILE / name).read_bytes())
        run(kind=KINDS[kind], table=table, overrides={}, by=None, on=TODAY, dry_run=False)
    assert caught.value.sentence.endswith(".")
