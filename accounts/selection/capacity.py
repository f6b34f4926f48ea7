"""Whether an account has a manager with room for it as a key account: how many, and how many hours, after a round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account, Decision, Round, Status
from kam_portal.foundation.people.models import User


@dataclass(frozen=True)
class Load:
    """Key accounts of one manager. `hours` of those somebody estimated; `unknown`: how many nobody did."""

    count: int = 0
    hours: int = 0
    unknown: int = 0

    def with_one_more(self, hours: int | None) -> Load:
        return Load(self.count + 1, self.hours + (hours or 0), self.unknown + (hours is None))

    @property
    def is_full(self) -> bool:
        """Another one would be too many."""
        return self.count + 1 >= settings.KEY_ACCOUNTS_WARN_FROM

    @property
    def is_overfull(self) -> bool:
        return self.count >= settings.KEY_ACCOUNTS_WARN_FROM


def loads_after(round_: Round, managers: Iterable[int], *, without: Iterable[int] = ()) -> dict[int, Load]:
    """Load per manager id once the decisions of the round hold; one statement.

    `without`: accounts that are not counted, because they are the ones being decided.
    """
    ids = set(managers)
    decided = Decision.objects.filter(candidate__round=round_, candidate__stays=True, candidate__account=OuterRef("pk"))
    after = Coalesce(Subquery(decided.values("status")[:1]), "status")
    counted = Account.objects.filter(kam__in=ids).exclude(pk__in=list(without)).annotate(after=after)
    rows = counted.filter(after=Status.KEY).order_by().values("kam")
    loads = dict.fromkeys(ids, Load())
    for row in rows.annotate(
        n=Count("pk"), hours=Sum("hours_a_month"), unknown=Count("pk", filter=Q(hours_a_month__isnull=True))
    ):
        loads[row["kam"]] = Load(row["n"], row["hours"] or 0, row["unknown"])
    return loads


def warnings(account: Account, manager: User | None, load: Load) -> list[str]:
    """What to weigh before `account` becomes key beside the `load` its manager has then; empty when there is room."""
    if manager is None:
        return [_("Nobody manages this account. A key account needs a manager: name one on its page Team.")]
    after, found = load.with_one_more(account.hours_a_month), []
    if load.is_full:
        words = _("%(name)s would carry %(count)d key accounts; one manager keeps one to three.")
        found.append(words % {"name": manager.full_name, "count": after.count})
    if manager.hours_a_month is not None and after.hours > manager.hours_a_month:
        words = _("%(name)s has %(limit)d hours a month for key accounts; these would ask for %(hours)d.")
        values = {"name": manager.full_name, "limit": manager.hours_a_month, "hours": after.hours}
        found.append(words % values + not_estimated(after.unknown))
    return found


def not_estimated(count: int) -> str:
    """Missing is not zero: what is left out of a sum of hours is said."""
    if not count:
        return ""
    words = ngettext(
        "The hours of %(count)d account nobody estimated.", "The hours of %(count)d accounts nobody estimated.", count
    )
    return " " + words % {"count": count}


def load_in_words(manager: User | None, load: Load) -> str:
    """How a load reads beside the name of the manager."""
    if manager is None:
        return ""
    words = ngettext("%(count)d key account after this round", "%(count)d key accounts after this round", load.count)
    return words % {"count": load.count}
