"""People as they are typed or pasted; what can be understood in several ways is asked, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from decision_map.models import DecisionMap, Occupancy, Post
from decision_map.newcomers import Newcomer
from decision_map.offered import posts_of
from decision_map.typed import Doubt, Listed, Place, Reading, circles, read_list
from decision_map.typed.names import KnownNames
from dossiers.fields import LINE_LIMIT, Words
from kam_portal.foundation.plain_text import plain

# [ours] A longer list is a table: it is imported.
MOST_LINES = 300
# [ours] A line of more characters is not one person; of more who may be meant none is found in a list of choices.
LONGEST_LINE, MOST_CHOICES = 3 * LINE_LIMIT, 20
TOP, LEFT_OUT, NEW = "top", "out", "new"
CHOOSE = ("", _("Choose"))
ASKED = _("This line can be understood in several ways. Choose one.")
DOUBTS = {
    Doubt.NOBODY_NAMED: _("Nobody is named in it."),
    Doubt.SEVERAL_READINGS: _("It can be read in several ways."),
    Doubt.NAMED_TWICE: _("The name stands in the list twice."),
    Doubt.ALREADY_KNOWN: _("The name is among the contacts already."),
    Doubt.SUPERIOR_UNKNOWN: _("No person and no post here is called like the one it reports to."),
    Doubt.SEVERAL_SUPERIORS: _("Several may be meant as the one it reports to."),
    Doubt.SELF_REPORT: _("It would report to itself."),
    Doubt.CIRCLE: _("It would stand under itself, through others."),
    Doubt.INDENT_UNCLEAR: _("The indentation does not say under whom it stands."),
}
SUPERIOR_DOUBTS = frozenset(
    {Doubt.SUPERIOR_UNKNOWN, Doubt.SEVERAL_SUPERIORS, Doubt.SELF_REPORT, Doubt.CIRCLE, Doubt.INDENT_UNCLEAR}
)


class TypedPeople(forms.Form):
    """A list of people; a field more for every doubt in it. With `asked` the doubts must be answered.

    What is too much to be read is refused before anything reads it.
    """

    most_lines = MOST_LINES
    too_many = _("At most %(most)d lines at once. Paste it in parts.")

    text = Words(
        label=_("People, one a line"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        strip=False,
        help_text=_(
            "“Ivanova, finance director, under Petrov”, or indented below whom they report to. “Vacant, buyer” is a "
            "vacant post."
        ),
    )

    def __init__(self, map_: DecisionMap, data: QueryDict | None = None, *, asked: bool = True) -> None:
        super().__init__(data)
        self.map, self.asked = map_, asked
        text = plain(str(self.data.get("text", ""))[: self.fields["text"].limit])  # type: ignore[attr-defined]
        self.too_much = self._too_much(text)
        is_read = self.is_bound and not self.too_much
        self.listed: Sequence[Listed] = read_list(text, self._known, self._titles) if is_read else ()
        self._line = {line.line: line for line in self.listed}
        for line in self.listed:
            self._ask(line)

    def _too_much(self, text: str) -> str:
        lines = text.splitlines()
        if sum(bool(line.strip()) for line in lines) > self.most_lines:
            return str(self.too_many % {"most": self.most_lines})
        long = next((number for number, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE), None)
        sentence = _("Line %(line)s has more than %(limit)s characters. Write one person a line.")
        return str(sentence % {"line": long, "limit": LONGEST_LINE}) if long else ""

    @cached_property
    def _contacts(self) -> dict[int, Contact]:
        rows = Contact.objects.known().filter(account=self.map.account_id).order_by("pk")
        return {contact.pk: contact for contact in rows}

    @cached_property
    def _known(self) -> list[tuple[int | str, str]]:
        return [(contact.pk, contact.name) for contact in self._contacts.values()]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(name for _key, name in self._known)

    @cached_property
    def _near(self) -> KnownNames:
        return KnownNames(self._known)

    @cached_property
    def _posts(self) -> dict[int, Post]:
        return {post.pk: post for post in posts_of(self.map)}

    @cached_property
    def _titles(self) -> list[tuple[int | str, str]]:
        return [(post.pk, post.title) for post in self._posts.values()]

    @cached_property
    def _held(self) -> dict[int, list[int]]:
        """The posts that each contact holds on this map."""
        held: dict[int, list[int]] = {}
        seats = Occupancy.objects.filter(post__map=self.map, until=None).order_by("pk")
        for contact, post in seats.values_list("actor__contact", "post"):
            held.setdefault(contact, []).append(post)
        return held

    def _ask(self, line: Listed) -> None:
        if len(line.readings) > 1:
            readings = [(_key(each), _reading_in_words(each)) for each in line.readings[:MOST_CHOICES]]
            self._add(f"reading-{line.line}", _("How it is meant"), readings)
        same = self._same(line)
        if same or not line.readings:
            new = [(NEW, _("Somebody new"))] if line.readings and not self._is_taken(line) else []
            choices = [*same, *new, (LEFT_OUT, _("Leave this line out"))]
            self._add(f"who-{line.line}", _("Who it is"), choices)
        above = self._above(line)
        if len(above) > 1 or SUPERIOR_DOUBTS & set(line.doubts) or (above == [] and line.superiors):
            offered = above or (self._all_posts() if len(self.listed) == 1 else [])
            self._add(f"under-{line.line}", _("Reports to"), [*offered, (TOP, _("Nobody: at the top"))])

    def _add(self, name: str, label: Any, choices: Sequence[tuple[str, Any]]) -> None:
        field = forms.ChoiceField(
            label=label, choices=[CHOOSE, *choices], required=self.asked, error_messages={"required": ASKED}
        )
        self.fields[name] = field

    def _is_taken(self, line: Listed) -> bool:
        """Whether a contact bears this very name, or an earlier line does: nobody new can have it."""
        return line.readings[0].name in self._names or any(place.line is not None for place in line.same_as)

    def _same(self, line: Listed) -> list[tuple[str, Any]]:
        """Who of those known may be the one named; nobody is for a vacancy."""
        if not line.readings or line.readings[0].is_vacancy:
            return []
        near = [Place(key=key) for key in self._near.meant_by(line.readings[0].name)]
        earlier = [place for place in line.same_as if place.key is not None or (place.line or 0) < line.line]
        offered = list(dict.fromkeys([*earlier, *near]))[:MOST_CHOICES]
        return [(_place_key(place), self._called(place)) for place in offered]

    def _above(self, line: Listed) -> list[tuple[str, Any]]:
        """Lines of the list and posts of the map under which it may stand."""
        found: list[tuple[str, Any]] = []
        for place in line.superiors[:MOST_CHOICES]:
            if place.line is not None and place.line != line.line:
                found.append((_place_key(place), self._called(place)))
            if place.post is not None:
                found.append(_offered(self._posts[int(place.post)]))
            posts = self._held.get(int(place.key), []) if place.key is not None else []
            found += [(f"post-{post}", f"{self._called(place)} · {self._posts[post].title}") for post in posts]
        return found

    def _all_posts(self) -> list[tuple[str, Any]]:
        return [_offered(post) for post in self._posts.values()]

    def _called(self, place: Place) -> str:
        if place.line is not None:
            return str(_("line %(line)s: %(text)s") % {"line": place.line, "text": self._line[place.line].text})
        contact = self._contacts[int(place.key or 0)]
        return f"{contact.name}, {contact.title}" if contact.title else contact.name

    @property
    def preview(self) -> list[tuple[Listed, str, list[Any], list[Any]]]:
        """Each line: how it is understood where that is clear, its doubts in words, the fields that ask about it."""
        return [
            (line, self._understood(line), [DOUBTS[doubt] for doubt in line.doubts], self._asked_about(line))
            for line in self.listed
        ]

    def _understood(self, line: Listed) -> str:
        if len(line.readings) != 1:
            return ""
        [reading], above = line.readings, self._above(line)
        told = _reading_in_words(reading)
        if reading.superior or len(above) != 1:
            return told
        return f"{told}; {_('under: %(words)s') % {'words': above[0][1]}}"

    def _asked_about(self, line: Listed) -> list[Any]:
        names = [f"{question}-{line.line}" for question in ("reading", "who", "under")]
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if self.too_much:
            self.add_error("text", self.too_much)
        elif not self.errors and self.asked:
            self._refuse_what_cannot_be(found)
        return found

    def _refuse_what_cannot_be(self, found: dict[str, Any]) -> None:
        newcomers = self.newcomers()
        if not newcomers:
            self.add_error("text", _("No line is left to add. Type at least one person."))
        lines = {each.line: each for each in newcomers}
        for each in newcomers:
            long = next((w for w in (each.who, each.title) if isinstance(w, str) and len(w) > LINE_LIMIT), "")
            if long:
                sentence = _("Line %(line)s: a name or title has at most %(limit)s characters.")
                self.add_error("text", ValidationError(sentence, params={"line": each.line, "limit": LINE_LIMIT}))
            if each.under_line is not None and each.under_line not in lines:
                sentence = _("Line %(line)s stands under a line that is left out. Choose another place.")
                self.add_error("text", ValidationError(sentence, params={"line": each.line}))
        for circle in circles({each.line: each.under_line for each in newcomers}):
            said = ", ".join(str(line) for line in circle)
            self.add_error("text", _("Lines %(lines)s stand under one another in a circle.") % {"lines": said})

    def newcomers(self) -> list[Newcomer]:
        """Who is to be added, as the answers say; only on a form that was asked and is valid so far."""
        return [each for line in self.listed if (each := self._newcomer(line)) is not None]

    def _newcomer(self, line: Listed) -> Newcomer | None:
        who = self.cleaned_data.get(f"who-{line.line}", NEW)
        if who == LEFT_OUT or not line.readings:
            return None
        chosen = self.cleaned_data.get(f"reading-{line.line}")
        reading = next((each for each in line.readings if _key(each) == chosen), line.readings[0])
        kind, _dash, number = who.partition("-")
        same = int(number) if kind == "line" else None
        contact = self._contacts[int(number)] if kind == "contact" else None
        name: Contact | str | None = contact or (None if reading.is_vacancy else reading.name)
        under, under_line = self._chosen_place(line)
        return Newcomer(line.line, name, reading.title, under, under_line, same)

    def _chosen_place(self, line: Listed) -> tuple[Post | None, int | None]:
        above = self._above(line)
        chosen = self.cleaned_data.get(f"under-{line.line}", above[0][0] if above else TOP)
        kind, _dash, number = chosen.partition("-")
        if kind == "post":
            return self._posts[int(number)], None
        return None, int(number) if kind == "line" else None


class TypedPerson(TypedPeople):
    """One line, and at most the few questions it leaves open."""

    most_lines = 1
    too_many = _("Type one person here. Several at once are pasted as a list.")
    text = Words(
        label=_("Who"),
        limit=LONGEST_LINE,
        lines=False,
        help_text=_(
            "Name, title, under whom: “Ivanova, finance director, under Petrov”, or under the title of a post. A name "
            "alone is enough."
        ),
    )


def _key(reading: Reading) -> str:
    return " | ".join(reading)


def _offered(post: Any) -> tuple[str, str]:
    """A post of offered.posts_of()."""
    return f"post-{post.pk}", f"{post.title} ({post.held_by})" if post.held_by else post.title


def _place_key(place: Place) -> str:
    return f"contact-{place.key}" if place.line is None else f"line-{place.line}"


def _reading_in_words(reading: Reading) -> str:
    parts = [_("name: %(words)s") % {"words": reading.name}]
    if reading.title:
        parts.append(_("title: %(words)s") % {"words": reading.title})
    if reading.superior:
        parts.append(_("under: %(words)s") % {"words": reading.superior})
    return "; ".join(str(part) for part in parts)
