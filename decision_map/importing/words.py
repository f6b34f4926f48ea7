"""What a comparison says, in sentences: every doubt by its line, and every person before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decision_map.importing.comparing import Change, Comparison, Key, Note, Told
from decision_map.importing.reading import Chart
from decision_map.typed import Problem, ProblemKind
from kam_portal.foundation.tabular.cells import quoted

PROBLEMS = {
    ProblemKind.NOBODY: gettext_lazy("It names nobody and no post."),
    ProblemKind.DUPLICATE: gettext_lazy("The id %(value)s stands in line %(lines)s already; that line is kept."),
    ProblemKind.NAMED_TWICE: gettext_lazy("%(value)s stands in line %(lines)s already; taken for the same person."),
    ProblemKind.SELF_REPORT: gettext_lazy("It reports to itself (%(value)s)."),
    ProblemKind.ORPHAN: gettext_lazy("Nobody in the file or on the map is %(value)s, whom it reports to."),
    ProblemKind.SEVERAL_SUPERIORS: gettext_lazy("%(value)s, whom it reports to, may be any of the lines %(lines)s."),
    ProblemKind.CIRCLE: gettext_lazy("It would stand under itself, through others (%(value)s)."),
}
NOTES = {
    Note.UNNAMED: gettext_lazy("%(value)s names nobody: the post is vacant."),
    Note.HOLDS_SEVERAL: gettext_lazy("%(value)s stands in line %(other)s too: one person in several posts."),
    Note.HELD: gettext_lazy(
        "The post %(value)s is held by %(other)s, who is not in the file. "
        "It stays so, unless you say that they have left."
    ),
}
STAYS = gettext_lazy("A post that is on the map stays where it is; a new one stands at the top.")


@dataclass(frozen=True)
class Doubt:
    """A sentence about a line; `is_aside` when nothing of the line is written."""

    line: int
    sentence: str
    is_aside: bool


@dataclass(frozen=True)
class Moved:
    name: str
    before: str
    after: str


def doubts(found: Comparison, chart: Chart) -> list[Doubt]:
    """In the order of the file."""
    aside = {row.line for row in found.set_aside}
    told = [
        *(Doubt(line, reason, is_aside=True) for line, reason, _name in chart.unreadable),
        *(Doubt(problem.line, _problem(problem), problem.line in aside) for problem in found.problems),
        *(Doubt(each.line, _note(each), is_aside=False) for each in found.told),
        *(Doubt(line, sentence, is_aside=False) for line, sentence in chart.notes),
    ]
    return sorted(told, key=lambda doubt: (doubt.line, doubt.sentence))


def _problem(problem: Problem) -> str:
    lines = ", ".join(str(line) for line in problem.lines)
    sentence = PROBLEMS[problem.kind] % {"value": quoted(problem.value), "lines": lines}
    needs = (ProblemKind.ORPHAN, ProblemKind.SEVERAL_SUPERIORS, ProblemKind.CIRCLE, ProblemKind.SELF_REPORT)
    return f"{sentence} {STAYS}" if problem.kind in needs else sentence


def _note(told: Told) -> str:
    other = told.other if told.note is Note.HOLDS_SEVERAL else quoted(told.other)
    return str(NOTES[told.note] % {"value": quoted(told.value), "other": other})


def posts_of(change: Change, found: Comparison, *, after: bool = True) -> str:
    keys = change.after if after else change.before
    return ", ".join(_title(key, found) for key in keys)


def moves(found: Comparison) -> Iterator[Moved]:
    """Another post, or another superior of the same one."""
    for change in found.moved:
        if set(change.before) != set(change.after):
            before, after = posts_of(change, found, after=False), posts_of(change, found)
            yield Moved(change.name, before or _("without a post"), after or _("without a post"))
        else:
            pairs = zip(change.above_before, change.above_after, strict=True)
            changed = [(before, after) for before, after in pairs if before != after]
            yield Moved(change.name, *(_under(keys, found) for keys in zip(*changed, strict=True)))


def _under(keys: tuple[Key | None, ...], found: Comparison) -> str:
    return ", ".join(_("under %(post)s") % {"post": _title(key, found)} if key else _("at the top") for key in keys)


def _title(key: Key, found: Comparison) -> str:
    return found.title_of(key) or _("post without a title")
