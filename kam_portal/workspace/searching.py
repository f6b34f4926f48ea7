"""One search over what the reader may read: accounts, their people, and the facts of their dossiers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import F, Func, TextField

from accounts.models import Account, Contact
from accounts.querysets import folded
from dossiers.description import BY_KEY, FIELD_SECTION
from dossiers.models import Fact
from dossiers.values import to_words
from kam_portal.foundation.people.models import User

# So many of a kind are shown; the page says when there are more.
SHOWN = 20
AROUND = 80


@dataclass(frozen=True)
class Snippet:
    """The found words with what stands around them; `found` is empty when only the fold of accents matched."""

    before: str
    found: str
    after: str


@dataclass(frozen=True)
class FoundFact:
    account: Account
    section: str
    section_key: str
    field: str
    snippet: Snippet


@dataclass(frozen=True)
class Findings:
    accounts: list[Account]
    contacts: list[Contact]
    facts: list[FoundFact]

    @property
    def is_empty(self) -> bool:
        return not (self.accounts or self.contacts or self.facts)

    @property
    def is_cut(self) -> bool:
        return SHOWN in (len(self.accounts), len(self.contacts), len(self.facts))


def search(user: User, text: str, at: datetime.date) -> Findings:
    """Everything readable that contains `text`, case, ё and accents aside; three statements at most."""
    wanted = folded(text.strip())
    visible = Account.objects.visible_to(user, at)
    contacts = Contact.objects.visible_to(user, at).filter(search_text__contains=wanted)
    facts = Fact.objects.filter(account__in=visible.order_by().values("pk"), key__in=list(FIELD_SECTION))
    facts = facts.annotate(folded=Func(F("value"), function="kam_fold", output_field=TextField()))
    facts = facts.filter(folded__contains=wanted).select_related("account").order_by("-as_of", "pk")
    return Findings(
        accounts=list(visible.containing(text).select_related("kam")[:SHOWN]),
        contacts=list(contacts.select_related("account").order_by("name", "pk")[:SHOWN]),
        facts=[_found_fact(fact, text) for fact in facts[:SHOWN]],
    )


def _found_fact(fact: Fact, text: str) -> FoundFact:
    field = FIELD_SECTION[fact.key][fact.key]
    section = BY_KEY[FIELD_SECTION[fact.key].key]
    snippet = cut_out(to_words(field, fact.value), text)
    return FoundFact(fact.account, str(section.title), section.key, str(field.title), snippet)


def cut_out(value: str, text: str) -> Snippet:
    """The first place in `value` where `text` stands, with some words around it."""
    place = _plain(value).find(_plain(text.strip()))
    if place < 0:
        return Snippet(value[: 2 * AROUND], "", "…" if len(value) > 2 * AROUND else "")
    end = place + len(text.strip())
    start, stop = max(0, place - AROUND), min(len(value), end + AROUND)
    before = ("…" if start else "") + value[start:place]
    return Snippet(before, value[place:end], value[end:stop] + ("…" if stop < len(value) else ""))


def _plain(text: str) -> str:
    """Lower case and ё as е, letter for letter, so that places agree with the original."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text).replace("ё", "е")
