"""What tests of whole quarters share: a clock to be moved, a ledger of what was done, and the hands that do it.

The ledger is the test's own memory. What a page says is compared with it, never with what the portal has stored.
"""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import save

REAL_NOW = timezone.now
# Ten in the morning in Moscow, where the team sits.
MORNING = datetime.time(7, tzinfo=datetime.UTC)
# Title, before, after, who; "" for what was not there before and for what was taken away.
Difference = tuple[str, str, str, str]


class Clock:
    """The portal's clock, which runs on from the moment it was set to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = datetime.timedelta()
        monkeypatch.setattr(timezone, "now", lambda: REAL_NOW() + self.ahead)

    def on(self, day: datetime.date) -> None:
        self.ahead = datetime.datetime.combine(day, MORNING) - REAL_NOW()

    def later(self, **passed: float) -> None:
        self.ahead += datetime.timedelta(**passed)


def in_words(day: datetime.date) -> str:
    return f"{day.day} {day:%b %Y}"


@dataclass(frozen=True)
class Known:
    """One thing as the pages of a review shall show it. `by` and `source` are of what has provenance.

    What is not `dated` is nothing to be verified: sales, the diary, files.
    """

    section: str
    title: str
    text: str
    as_of: datetime.date | None = None
    by: str = ""
    source: str = ""
    dated: bool = True

    def shown(self) -> tuple[str, str, str]:
        said = f"as of {in_words(self.as_of)}" if self.as_of else ""
        return self.title, self.text, " · ".join(part for part in (said, self.by, self.source) if part)


@dataclass
class Ledger:
    """What the test did, by names of its own; `signed` keeps what stood at each signature."""

    known: dict[str, Known] = field(default_factory=dict)
    signed: dict[int, dict[str, Known]] = field(default_factory=dict)
    # The number of the review that was to come, the thing, who wrote or removed it.
    written: list[tuple[int, str, str]] = field(default_factory=list)

    def note(self, name: str, known: Known, who: str) -> None:
        self.known[name] = known
        self._written(name, who)

    def change(self, name: str, text: str, who: str, on: datetime.date | None = None, **more: str) -> None:
        """Another text, as of that day where the thing has such a day; its author follows where it has one."""
        before = self.known[name]
        by = who if before.by else ""
        self.known[name] = replace(before, text=text, as_of=on if before.dated else None, by=by, **more)
        self._written(name, who)

    def remove(self, name: str, who: str) -> None:
        del self.known[name]
        self._written(name, who)

    def verify(self, sections: Collection[str], on: datetime.date, *, but: Collection[str] = ()) -> None:
        """The day of the signature, for all that can have one: of these sections, or named alone."""
        for name, known in self.known.items():
            if known.dated and name not in but and (known.section in sections or name in sections):
                self.known[name] = replace(known, as_of=on)

    def sign(self) -> None:
        self.signed[len(self.signed) + 1] = copy.copy(self.known)

    def between(self, earlier: int, later: int) -> set[Difference]:
        then, now = self.signed[earlier], self.signed[later]
        who = {name: by for number, name, by in self.written if earlier < number <= later}
        nothing = Known("", "", "")
        return {
            (now.get(name, then.get(name, nothing)).title, before, after, who[name])
            for name in then.keys() | now.keys()
            for before, after in [(then.get(name, nothing).text, now.get(name, nothing).text)]
            if before != after
        }

    def _written(self, name: str, who: str) -> None:
        self.written.append((len(self.signed) + 1, name, who))


def labelled(within: Page | Locator, label: str) -> Locator:
    """The field with exactly this label, whether or not it carries the star of a required one."""
    return within.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")).locator("visible=true")


def enter(form: Page | Locator, typed: Mapping[str, str]) -> None:
    """Type into fields named by their labels; what a list offers is chosen by its words."""
    for label, text in typed.items():
        target = labelled(form, label)
        if target.evaluate("e => e.tagName") == "SELECT":
            target.select_option(label=text)
        else:
            target.fill(text)


def fill_in(page: Page, typed: Mapping[str, str]) -> None:
    """The form that is open, and saved."""
    enter(page.locator("main form[data-guard]"), typed)
    assert save(page) == 302


def text_of(part: Locator) -> str:
    """As typed, with single spaces between words and a line for a line."""
    lines = part.inner_text().replace("\u00a0", " ").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def one_or_none(part: Locator) -> str:
    return text_of(part) if part.count() else ""


def differences_on(page: Page, within: str = "section.card") -> set[Difference]:
    """What a page says has changed: by title, before, after and who; each thing once."""
    found = []
    for item in page.locator(f"{within} ul.differences > li").all():
        who = one_or_none(item.locator(".small-print")).rpartition(", ")[0]
        before, after = (_lines(item, f"{kept}, .kept") for kept in ("del", "ins"))
        found.append((text_of(item.locator(".strong")), before, after, who))
    assert len(found) == len(set(found))
    return set(found)


def _lines(item: Locator, marks: str) -> str:
    """The lines with these marks in their order, those that stayed among them."""
    return "\n".join(text_of(part) for part in item.locator(marks).all())


def facts_on(page: Page) -> set[tuple[str, str, str]]:
    """What a signed review says was held true: title, text, and when by whom and from where."""
    facts = page.locator("section.card dl.facts > div")
    return {
        (text_of(fact.locator("dt")), text_of(fact.locator("dd .as-typed")), one_or_none(fact.locator(".as-of")))
        for fact in facts.all()
    }


def focus_on(page: Page, title: str) -> Locator:
    """Walk to a fact of a running review by the arrow keys, from the first one."""
    facts = page.locator("[data-check]")
    facts.first.focus()
    target = page.locator("[data-check]").filter(has=page.locator("dt").get_by_text(title, exact=True))
    for _press in range(facts.count()):
        if target.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    expect(target).to_be_focused()
    return target
