"""What was written in the diary after a fact, and speaks of the same: it may contradict it.

[ours] An entry speaks of the same when it shares two stems of at least three letters with the fact; stems of the
client's own name do not count. Whether it contradicts is for the reviewer to say.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import Account
from dossiers.models import DiaryEntry

STEMS_IN_COMMON, LETTERS_OF_A_STEM = 2, 3
ENTRIES_A_FACT = 3
# So many of the latest entries are read, and so many letters of a text: who writes novels waits no longer.
ENTRIES_READ, LETTERS_READ = 60, 1_000
# So many letters of an entry go into a signed review: what it shows of one.
LETTERS_FROZEN = 200

_SPEAKING = """
WITH said AS (
    SELECT d.id, d."on", w.lexeme
    FROM (
        SELECT id, "on", left(summary, %(much)s) || ' ' || left(promises, %(much)s) AS text
        FROM dossiers_diaryentry WHERE account_id = %(account)s ORDER BY "on" DESC, id DESC LIMIT %(entries)s
    ) d, unnest(kam_words(d.text)) AS w
    WHERE length(w.lexeme) >= %(letters)s AND w.lexeme <> ALL (tsvector_to_array(kam_words(%(name)s)))
), known AS (
    SELECT f.key, f.as_of, w.lexeme FROM dossiers_fact f, unnest(kam_words(left(f.value, %(much)s))) AS w
    WHERE f.account_id = %(account)s AND f.as_of < (SELECT max("on") FROM said)
    UNION ALL
    SELECT r."table" || ':' || r.id, r.as_of, w.lexeme
    FROM dossiers_tablerow r, unnest(kam_words(left(r.text, %(much)s))) AS w
    WHERE r.account_id = %(account)s AND r.as_of < (SELECT max("on") FROM said)
)
SELECT known.key, said.id FROM known JOIN said ON said.lexeme = known.lexeme AND said."on" > known.as_of
GROUP BY known.key, said.id, said."on" HAVING count(*) >= %(common)s ORDER BY said."on" DESC, said.id DESC
"""


@dataclass(frozen=True)
class NewerInDiary:
    """Entry key of a fact or row -> the diary entries that may contradict it, the newest first."""

    by_key: Mapping[str, Sequence[DiaryEntry]]

    def of(self, key: str) -> Sequence[DiaryEntry]:
        return self.by_key.get(key, ())

    def frozen(self, until: datetime.date) -> dict[str, list[dict[str, Any]]]:
        """As a review signed on that day keeps it: what is dated later nobody has said yet."""
        spoken = {key: [entry for entry in entries if entry.on <= until] for key, entries in self.by_key.items()}
        return {
            key: [{"pk": e.pk, "on": e.on.isoformat(), "summary": e.summary[:LETTERS_FROZEN]} for e in entries]
            for key, entries in spoken.items()
            if entries
        }


@dataclass(frozen=True)
class Spoken:
    """A diary entry as it was when a review was signed."""

    pk: int
    on: datetime.date
    summary: str


def thawed(entries: Sequence[Mapping[str, Any]]) -> list[Spoken]:
    return [Spoken(e["pk"], datetime.date.fromisoformat(e["on"]), e["summary"]) for e in entries]


def newer_in_diary(account: Account) -> NewerInDiary:
    """Two statements, whatever the dossier holds."""
    asked: dict[str, str | int] = {
        "account": account.pk,
        "name": f"{account.trade_name} {account.legal_name}",
        "letters": LETTERS_OF_A_STEM,
        "common": STEMS_IN_COMMON,
        "entries": ENTRIES_READ,
        "much": LETTERS_READ,
    }
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_SPEAKING, asked)
        for key, entry in cursor.fetchall():
            found.setdefault(key, []).append(entry)
    shown = {key: entries[:ENTRIES_A_FACT] for key, entries in found.items()}
    entries = DiaryEntry.objects.select_related("by").in_bulk({pk for pks in shown.values() for pk in pks})
    return NewerInDiary({key: [entries[pk] for pk in pks] for key, pks in shown.items()})
