"""The reviews board: whose dossiers it shows, how they are counted, narrowed down and said in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Subquery, Value, When
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Account, Contact, Status
from accounts.querysets import owners_read_by
from accounts.templatetags.account_page import status_tone
from dossiers.cadence import stale_before
from dossiers.models import DiaryEntry, Dossier, Fact, Review, ReviewState
from dossiers.querysets import BoardState, DossierQuerySet, board_condition
from dossiers.reminders import ESCALATE, TOPIC
from dossiers.templatetags.due import due_tone, due_words
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User

# [ours] A key client of whom nothing was written down for so long is worth a word.
SILENT_DAYS = 60
REASON_CHARS = 80
STATE_RANK = {state: rank for rank, state in enumerate(BoardState.values)}
TILE_TONES = {
    BoardState.OVERDUE: "bad",
    BoardState.RETURNED: "warn",
    BoardState.DUE_SOON: "warn",
    BoardState.IN_PROGRESS: "ink",
    BoardState.FINE: "good",
}
STATE_TITLES = {
    BoardState.OVERDUE: gettext_lazy("overdue"),
    BoardState.RETURNED: gettext_lazy("returned"),
    BoardState.DUE_SOON: gettext_lazy("due in 14 days"),
    BoardState.IN_PROGRESS: gettext_lazy("in progress"),
    BoardState.FINE: gettext_lazy("verified"),
}
NOBODY = "none"
REVIEWED = tuple(settings.REVIEW_MONTHS)
SORTS = {
    "consequence": gettext_lazy("consequence"),
    "client": gettext_lazy("client"),
    "kam": gettext_lazy("manager"),
    "due": gettext_lazy("due date"),
    "stake": gettext_lazy("value at stake"),
    "done": gettext_lazy("completeness"),
}


@dataclass(frozen=True)
class Tile:
    """One number of the board and the filter behind it."""

    state: str
    title: str
    tone: str
    count: int


@dataclass(frozen=True)
class Asked:
    """What the URL asks for; unknown values ask for nothing."""

    state: str = ""
    status: str = ""
    kam: str = ""
    team: str = ""
    query: str = ""
    sort: str = "consequence"

    @property
    def is_narrow(self) -> bool:
        return bool(self.state or self.status or self.kam or self.team or self.query)


def asked_by(values: Mapping[str, str]) -> Asked:
    def one_of(name: str, known: Any) -> str:
        value = values.get(name, "")
        return value if value in known else ""

    def number(name: str, *others: str) -> str:
        value = values.get(name, "")
        return value if value in others or (value.isascii() and value.isdigit() and len(value) < 18) else ""

    return Asked(
        state=one_of("state", BoardState.values),
        status=one_of("status", REVIEWED),
        kam=number("kam", NOBODY),
        team=number("team"),
        query=values.get("q", "").replace("\x00", "").strip()[:200],
        sort=one_of("sort", SORTS) or "consequence",
    )


def board_of(user: User, today: datetime.date) -> DossierQuerySet:
    """The dossiers `user` answers for: the own ones, the led team's, an absent person's; an admin answers for all."""
    under_review = Dossier.objects.under_review()
    if user.is_admin:
        return under_review
    # Few people with many dossiers: their ids, asked first, let the database go by its indexes.
    owners = User.objects.filter(owners_read_by(user, today)).order_by().values_list("pk", flat=True)
    return under_review.filter(account__kam__in=list(owners))


def tiles(dossiers: DossierQuerySet, today: datetime.date) -> list[Tile]:
    """The five numbers, in one statement."""
    counts = dossiers.order_by().aggregate(
        **{state: Count("pk", filter=board_condition(state, today)) for state in BoardState.values}
    )
    return [Tile(s, str(STATE_TITLES[BoardState(s)]), TILE_TONES[BoardState(s)], counts[s]) for s in BoardState.values]


def narrowed(dossiers: DossierQuerySet, asked: Asked, today: datetime.date) -> DossierQuerySet:
    """Everything but the state, which the tiles count."""
    if asked.status:
        dossiers = dossiers.filter(account__status=asked.status)
    if asked.kam == NOBODY:
        dossiers = dossiers.filter(account__kam__isnull=True)
    elif asked.kam:
        dossiers = dossiers.filter(account__kam=int(asked.kam))
    if asked.team:
        dossiers = dossiers.filter(account__kam__team=int(asked.team))
    if asked.query:
        found = Account.objects.matching(asked.query).order_by().values("pk")
        dossiers = dossiers.filter(account__in=found)
    return dossiers


def ordered(dossiers: DossierQuerySet, sort: str, today: datetime.date) -> DossierQuerySet:
    match sort:
        case "client":
            return dossiers.order_by("account__name_key", "pk")
        case "kam":
            return dossiers.order_by(F("account__kam__full_name").asc(nulls_first=True), "due_on", "pk")
        case "due":
            return dossiers.order_by("due_on", "pk")
        case "stake":
            return dossiers.order_by(F("account__annual_sales").desc(nulls_last=True), "pk")
        case "done":
            return dossiers.order_by("completeness", "due_on", "pk")
    rank = Case(
        *[When(board_condition(state, today), then=Value(rank)) for state, rank in STATE_RANK.items()],
        default=Value(len(STATE_RANK)),
        output_field=IntegerField(),
    )
    return dossiers.order_by(rank, "due_on", "pk")


READS = (
    "pk",
    "due_on",
    "review_state",
    "completeness",
    "board_state",
    "account__trade_name",
    "account__status",
    "account__annual_sales",
    "account__kam",
    "account__kam__full_name",
    "account__kam__is_active",
    "account__kam__team__name",
    "account__kam__team__lead",
    "has_contacts",
    "last_entry",
    "stale",
    "last_reason",
    "last_is_empty",
    "last_signer",
    "is_escalated",
)


def as_rows(dossiers: DossierQuerySet, today: datetime.date) -> Any:
    """The dossiers as plain values with everything that may be wrong, nothing asked per row."""
    own = {"account": OuterRef("pk")}
    said = Message.objects.filter(topic=TOPIC, stage=ESCALATE, subject_id=OuterRef("pk"), due_on=OuterRef("due_on"))
    closed = Review.objects.filter(**own).exclude(state=Review.State.IN_PROGRESS).order_by("-number")
    stale = Fact.objects.filter(**own, as_of__lt=OuterRef("stale_before")).exclude(value="").order_by()
    return (
        dossiers.with_board_state(today)
        .annotate(
            stale_before=_stale_before(today),
            has_contacts=Exists(Contact.objects.filter(**own)),
            last_entry=Subquery(DiaryEntry.objects.filter(**own).order_by("-on").values("on")[:1]),
            stale=Subquery(stale.values("account").annotate(n=Count("pk")).values("n")),
            last_reason=Subquery(closed.values("return_reason")[:1]),
            last_is_empty=Subquery(closed.values("is_empty")[:1]),
            last_signer=Subquery(closed.filter(on_behalf_of__isnull=False).values("signed_by__full_name")[:1]),
            is_escalated=Exists(said),
        )
        .values(*READS)
    )


def _stale_before(today: datetime.date) -> Case:
    """A fact of before this day was verified longer ago than the account's cycle."""
    cases = [
        When(account__status=status, then=Value(stale_before(today, months)))
        for status, months in settings.REVIEW_MONTHS.items()
    ]
    return Case(*cases, default=Value(None), output_field=DateField())


@dataclass(frozen=True)
class Row:
    """One dossier of the board, in words; `tone`s are those of components/pill.html."""

    pk: int
    client: str
    status: str
    status_label: str
    kam: str
    team: str
    state: str
    due_on: datetime.date
    days_late: int
    review: str
    review_tone: str
    completeness: int
    stake: Decimal | None
    may_nudge: bool
    # Whole units, as the reader writes numbers.
    stake_in_words: str = ""
    due_in_words: str = ""
    status_tone: str = ""
    wrong: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def wrong_in_words(self) -> str:
        return " · ".join(self.wrong) or ("" if self.marks else "—")


def row_of(values: Mapping[str, Any], user: User, today: datetime.date) -> Row:
    due_on, state = values["due_on"], values["board_state"]
    review, tone = _review_in_words(state, due_on, today)
    status, stake = values["account__status"], values["account__annual_sales"]
    leads = user.is_admin or (user.is_lead and values["account__kam__team__lead"] == user.pk)
    return Row(
        pk=values["pk"],
        client=values["account__trade_name"],
        status=status,
        status_label=str(Status(status).label),
        kam=values["account__kam__full_name"] or "",
        team=values["account__kam__team__name"] or "",
        state=state,
        due_on=due_on,
        days_late=max(0, (today - due_on).days),
        review=review,
        review_tone=tone,
        completeness=values["completeness"],
        stake=stake,
        may_nudge=leads and values["account__kam"] not in (None, user.pk),
        stake_in_words="" if stake is None else number_format(stake, decimal_pos=0, force_grouping=True),
        due_in_words=date_format(due_on, "SHORT_DATE_FORMAT"),
        status_tone=status_tone(status),
        wrong=what_is_wrong(values, today),
        marks=_marks(values),
    )


def _review_in_words(state: str, due_on: datetime.date, today: datetime.date) -> tuple[str, str]:
    if state == BoardState.RETURNED:
        return _("returned"), "warn"
    if state == BoardState.IN_PROGRESS:
        return _("in progress"), "info"
    return due_words(due_on, today), due_tone(due_on, today)


def what_is_wrong(values: Mapping[str, Any], today: datetime.date) -> list[str]:
    """Sentences without a full stop, the gravest first."""
    found = []
    if values["account__kam"] is None:
        found.append(_("no manager"))
    elif not values["account__kam__is_active"]:
        found.append(_("the manager is deactivated"))
    if values["review_state"] == ReviewState.RETURNED and values["last_reason"]:
        found.append(_("returned: “%(reason)s”") % {"reason": Truncator(values["last_reason"]).chars(REASON_CHARS)})
    if values["stale"]:
        found.append(ngettext("%(n)d stale fact", "%(n)d stale facts", values["stale"]) % {"n": values["stale"]})
    if not values["has_contacts"]:
        found.append(_("no contacts"))
    if values["last_entry"] is None:
        found.append(_("nothing in the diary"))
    elif (silent := (today - values["last_entry"]).days) > SILENT_DAYS:
        found.append(
            ngettext("nothing in the diary for %(n)d day", "nothing in the diary for %(n)d days", silent)
            % {"n": silent}
        )
    return found


def _marks(values: Mapping[str, Any]) -> list[str]:
    """What a lead should know of the last review and of this due date."""
    found = []
    if values["last_is_empty"] and values["review_state"] != ReviewState.RETURNED:
        found.append(_("last review confirmed within seconds"))
    if values["last_signer"]:
        found.append(_("signed on behalf by %(name)s") % {"name": values["last_signer"]})
    if values["is_escalated"]:
        found.append(_("escalated"))
    return found


HEADER = (
    gettext_lazy("Client"),
    gettext_lazy("Status"),
    gettext_lazy("Key account manager"),
    gettext_lazy("Team"),
    gettext_lazy("Review"),
    gettext_lazy("Due"),
    gettext_lazy("Days late"),
    gettext_lazy("Completeness, %"),
    gettext_lazy("At stake"),
    gettext_lazy("What is wrong"),
    gettext_lazy("Marks"),
)


def table_of(dossiers: DossierQuerySet, user: User, today: datetime.date) -> Iterator[Sequence[Any]]:
    """Rows for the export, read in portions."""
    for values in as_rows(dossiers, today).iterator(chunk_size=2_000):
        row = row_of(values, user, today)
        state = str(STATE_TITLES[BoardState(row.state)])
        yield (
            row.client,
            row.status_label,
            row.kam,
            row.team,
            state,
            row.due_on,
            row.days_late,
            row.completeness,
            row.stake,
            "; ".join(row.wrong),
            "; ".join(row.marks),
        )
