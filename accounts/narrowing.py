"""What the URL of the account list asks for: search, filters and sorting, read once and said back in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import listing
from accounts.models import Account, AccountMember, Status
from accounts.querysets import AccountQuerySet
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import OWNING_ROLES

SEARCH_AT_MOST = 200
# More managers than this are offered only after a team was chosen.
MANAGERS_OFFERED = 200
KEY_STATUSES = "key,key_development"

# Value of the manager's filter for accounts without a manager.
NOBODY = "none"

Choice = tuple[str, "str | Promise"]


@dataclass
class Select:
    """One filter as the page shows it."""

    name: str
    title: str | Promise
    choices: list[Choice]
    value: str = ""
    note: str | Promise = ""


@dataclass
class Narrowing:
    """The list as asked for. `refusals` are sentences about what could not be used; the rest holds."""

    query: str
    industry: str
    sort: str
    selects: list[Select]
    refusals: list[str] = field(default_factory=list)

    @property
    def is_narrow(self) -> bool:
        return bool(self.query or self.industry or any(s.value for s in self.selects))

    def apply(self, accounts: AccountQuerySet, today: datetime.date, *, nearly: bool = False) -> AccountQuerySet:
        """The accounts asked for, in their order; `nearly` takes near misses of the search instead of hits."""
        chosen = {s.name: s.value for s in self.selects if s.value}
        if "status" in chosen:
            accounts = accounts.filter(status__in=chosen["status"].split(","))
        if "team" in chosen:
            accounts = accounts.filter(kam__in=User.objects.filter(team=int(chosen["team"])).order_by().values("pk"))
        if "kam" in chosen:
            accounts = accounts.filter(Q(kam__isnull=True) if chosen["kam"] == NOBODY else Q(kam=int(chosen["kam"])))
        for extra in listing.filters():
            if extra.key in chosen:
                accounts = accounts.filter(extra.condition(chosen[extra.key], today))
        if self.industry:
            accounts = accounts.filter(industry__icontains=self.industry)
        if self.query:
            accounts = accounts.resembling(self.query) if nearly else accounts.containing(self.query)
        return accounts if self.query and not self.sort else listing.sorted_by(accounts, self.sort)


def narrowing(user: User, owners: Sequence[int], asked: Mapping[str, str]) -> Narrowing:
    """Read the query of the URL; choices hold only people and teams whose accounts `user` may read. One statement.

    `owners` are the ids of the people all of whose accounts `user` reads.
    """
    statuses: list[Choice] = [(KEY_STATUSES, gettext_lazy("Key and key development")), *Status.choices]
    teams, managers = _owners(user, owners, _text(asked, "team"), _text(asked, "kam"))
    selects = [Select("status", gettext_lazy("Status"), statuses), teams, managers]
    selects += [Select(f.key, f.title, list(f.choices)) for f in listing.filters()]
    found = Narrowing(_text(asked, "q"), _text(asked, "industry"), "", selects)
    for select in selects:
        _choose(found, select, _text(asked, select.name))
    _choose_sort(found, _text(asked, "sort"))
    found.selects = [s for s in selects if len(s.choices) > 1 or s.value]
    return found


def _text(asked: Mapping[str, str], name: str) -> str:
    return asked.get(name, "").replace("\x00", "").strip()[:SEARCH_AT_MOST]


def _choose(found: Narrowing, select: Select, value: str) -> None:
    if not value:
        return
    if value in (key for key, _label in select.choices):
        select.value = value
        return
    sentence = _("“%(value)s” is not among the choices of “%(filter)s”; that filter was left out.")
    found.refusals.append(sentence % {"value": value, "filter": select.title})


def _choose_sort(found: Narrowing, value: str) -> None:
    if not value or value.removeprefix("-") in listing.orders():
        found.sort = value
        return
    found.refusals.append(_("“%(value)s” is no column to sort by; the list is sorted by name.") % {"value": value})


def _owners(user: User, owners: Sequence[int], team: str, kam: str) -> tuple[Select, Select]:
    """Choices of team and manager among those who own accounts that `user` may read; `team`, `kam` as asked for."""
    if user.is_admin:
        people = User.objects.filter(role__in=OWNING_ROLES)
    else:
        owns = Exists(Account.objects.order_by().filter(kam=OuterRef("pk")))
        joined = AccountMember.objects.order_by().filter(user=user).values("account__kam")
        people = User.objects.filter(Q(owns, pk__in=owners) | Q(pk__in=joined))
    rows = list(people.order_by("full_name", "pk").values_list("pk", "full_name", "team", "team__name"))
    named = sorted({(name, str(pk)) for _pk, _name, pk, name in rows if pk is not None})
    teams = Select("team", gettext_lazy("Team"), [(pk, name) for name, pk in named])
    chosen = [row for row in rows if str(row[2]) == team] if team in dict(teams.choices) else rows
    managers = Select("kam", gettext_lazy("Key account manager"), [(str(pk), name) for pk, name, _team, _n in chosen])
    if len(managers.choices) > MANAGERS_OFFERED:
        managers.choices = [choice for choice in managers.choices if choice[0] == kam]
        managers.note = gettext_lazy("Choose a team first.")
    if user.is_admin:
        managers.choices.insert(0, (NOBODY, gettext_lazy("Nobody")))
    return teams, managers
