"""Section F as its reader sees it: everybody on one ladder, and our guess beside the client's own answer."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Competitor
from dossiers.description import BY_KEY
from dossiers.ladders import ladder
from dossiers.ladders.words import standing_in_words
from dossiers.models import ClientLadder, CompetitorLadder, InvitationState, LadderInvitation
from dossiers.values import ANSWERS, LEVELS

# Whether something of that day is stale.
IsStale = Callable[[datetime.date], bool]
KNOWN = ("yes", "no")
# So many people at the client are heard on the page, the others in the history.


@dataclass(frozen=True)
class Stand:
    """Where somebody stands, with provenance as facts show it; `as_of` is None while nothing is written down.

    `kind` is "ours", "client" (we, in the client's own answer) or "rival".
    """

    kind: str
    name: str
    standing: ladder.Standing | None
    as_of: datetime.date | None = None
    by: str = ""
    source: str = ""
    is_stale: bool = False
    competitor: Competitor | None = None
    # What the client added to the answers.
    remark: str = ""

    @property
    def words(self) -> str:
        return standing_in_words(self.standing)

    def may_be_on(self, level: int) -> bool:
        return self.standing is not None and self.standing.lowest <= level <= self.standing.highest


@dataclass(frozen=True)
class Rung:
    """One step of the ladder and who stands, or may stand, on it."""

    title: str | Promise
    stands: Sequence[Stand]


@dataclass(frozen=True)
class Beside:
    """One question: our guess and the client's own answer, in words."""

    question: str | Promise
    ours: str
    clients: str
    differs: bool


@dataclass(frozen=True)
class Ladders:
    """`voices` are the last words of each at the client who answered by a link, the latest first.

    Our guess stands `beside` the latest; `in_history` is how many answers are not among the voices.
    """

    ours: Stand
    voices: Sequence[Stand]
    rivals: Sequence[Stand]
    beside: Sequence[Beside]
    in_history: int = 0

    @property
    def client(self) -> Stand | None:
        """The latest answer; None while nobody has given one."""
        return self.voices[0] if self.voices else None

    @property
    def rungs(self) -> list[Rung]:
        """From the highest step down."""
        everybody = [self.ours, *self.voices, *self.rivals]
        return [
            Rung(title, [stand for stand in everybody if stand.may_be_on(int(key))])
            for key, title in reversed(LEVELS.items())
        ]

    @property
    def has_places(self) -> bool:
        return any(rung.stands for rung in self.rungs)

    @property
    def has_open_places(self) -> bool:
        return any(not stand.standing.is_exact for rung in self.rungs for stand in rung.stands if stand.standing)

    @property
    def differences(self) -> int:
        return sum(line.differs for line in self.beside)


def with_ladders() -> QuerySet[Competitor]:
    """Competitors that carry their ladder and its author."""
    return Competitor.objects.select_related("ladder__by")


def read_ladders(
    answers: Sequence[ClientLadder],
    ours: Mapping[str, str],
    competitors: Sequence[Competitor],
    is_stale: IsStale,
    *,
    given: int,
) -> Ladders:
    """`answers` are those of the client to be shown, out of all `given`; `ours` the six by key, as facts hold them.

    `competitors` come with_ladders(); no statement more.
    """
    return Ladders(
        ours=Stand("ours", _("We"), ladder.standing(ours)),
        voices=[_clients(answer, is_stale) for answer in answers],
        rivals=[_rival(competitor, getattr(competitor, "ladder", None), is_stale) for competitor in competitors],
        beside=_beside(ours, answers[0].answers) if answers else (),
        in_history=given - len(answers),
    )


def _clients(answer: ClientLadder, is_stale: IsStale) -> Stand:
    day = timezone.localtime(answer.answered_at).date()
    by = answer.contact.name if answer.contact else ""
    return Stand(
        kind="client",
        name=_("We, says %(name)s") % {"name": by} if by else _("We, says the client"),
        standing=ladder.standing(answer.answers),
        as_of=day,
        by=by,
        source=_("the client's own answer by link"),
        is_stale=is_stale(day),
        remark=answer.remark,
    )


def _rival(competitor: Competitor, row: CompetitorLadder | None, is_stale: IsStale) -> Stand:
    standing = ladder.standing(row.answers) if row else None
    if row is None or not any(row.answers.values()):
        return Stand("rival", competitor.name, None, competitor=competitor)
    return Stand(
        kind="rival",
        name=competitor.name,
        standing=standing,
        as_of=row.as_of,
        by=row.by.full_name if row.by else "",
        source=row.source,
        is_stale=is_stale(row.as_of),
        competitor=competitor,
    )


def _beside(ours: Mapping[str, str], clients: Mapping[str, str]) -> list[Beside]:
    section = BY_KEY["ladder"]
    return [
        Beside(
            question=section[key].title,
            ours=str(ANSWERS.get(ours.get(key, ""), "")),
            clients=str(ANSWERS[clients[key]]),
            differs=ours.get(key) in KNOWN and clients[key] in KNOWN and ours.get(key) != clients[key],
        )
        for key in ladder.FAVOURABLE
    ]


@dataclass(frozen=True)
class Asked:
    """One question to the client and what became of it."""

    invitation: LadderInvitation
    state: InvitationState

    @property
    def is_open(self) -> bool:
        return self.state == InvitationState.OPEN

    @property
    def tone(self) -> str:
        return {InvitationState.OPEN: "info", InvitationState.ANSWERED: "good"}.get(self.state, "")
