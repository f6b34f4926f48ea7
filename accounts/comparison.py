"""How the client compares us with our competitors: criteria, competitors and scores, added and changed.

Whoever writes locks first the rounds the account is in, then the account (publishing goes the same way): two who write
at once come one after the other, and the place on the matrix is computed from what both have saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.keeping import Refusals, refused_in_words
from accounts.models import Account, BuyingCriterion, Competitor, CriterionScore
from accounts.selection.placing import replace_account
from kam_portal.foundation.history.versions import save_versioned, values_at_version

REFUSALS: Refusals = {
    "one_criterion_of_a_name_an_account": ("name", _("This criterion is here already. Edit that one.")),
    "one_competitor_of_a_name_an_account": ("name", _("This competitor is here already. Edit that one.")),
}
# A published round keeps its places. Of the others none takes a step between a score and the place it makes; neither is
# a cancelled one reopened meanwhile, whose lock would come too late.
UNPUBLISHED_ROUNDS = """
    SELECT r.id FROM accounts_round r
    WHERE r.state <> 'published'
      AND EXISTS (SELECT 1 FROM accounts_candidate c WHERE c.round_id = r.id AND c.account_id = %s)
    ORDER BY r.id FOR SHARE OF r
"""


@contextmanager
def comparison_of(account_id: int) -> Iterator[None]:
    """Writing in the comparison of one account, alone; its places follow before anybody else writes."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(UNPUBLISHED_ROUNDS, [account_id])
        Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account_id)
        with refused_in_words(REFUSALS):
            yield
        replace_account(account_id)


def add_criterion(*, account: Account, **values: Any) -> BuyingCriterion:
    """A further criterion of the client, the last in order. Raises ValidationError when it is there already."""
    with comparison_of(account.pk):
        last = BuyingCriterion.objects.filter(account=account).order_by("-position").first()
        return BuyingCriterion.objects.create(account=account, position=last.position + 1 if last else 0, **values)


def edit_criterion(*, criterion: BuyingCriterion, version: int, changes: Mapping[str, Any]) -> BuyingCriterion:
    """Raises StaleEdit when somebody saved in between, ValidationError when the account has such a criterion."""
    with comparison_of(criterion.account_id):
        return save_versioned(instance=criterion, version=version, changes=changes)


def remove_criterion(*, criterion: BuyingCriterion, version: int) -> None:
    """With its scores. Raises StaleEdit when somebody changed the criterion in between."""
    with comparison_of(criterion.account_id):
        save_versioned(instance=criterion, version=version, changes={}).delete()


def move_criterion(*, criterion: BuyingCriterion, version: int, down: bool) -> None:
    """One place up or down; the first goes no higher, the last no lower. Raises StaleEdit like an edit."""
    with comparison_of(criterion.account_id):
        stored = save_versioned(instance=criterion, version=version, changes={})
        listed = list(BuyingCriterion.objects.filter(account=stored.account_id))
        place = [each.pk for each in listed].index(stored.pk)
        other = place + (1 if down else -1)
        if not 0 <= other < len(listed):
            return
        listed[place], listed[other] = listed[other], listed[place]
        for position, each in enumerate(listed):
            each.position = position
            each.version += each.pk == stored.pk
        BuyingCriterion.objects.bulk_update(listed, ["position", "version"])


def add_competitor(*, account: Account, name: str) -> Competitor:
    """Raises ValidationError when the account has a competitor of that name."""
    with comparison_of(account.pk):
        return Competitor.objects.create(account=account, name=name)


def edit_competitor(*, competitor: Competitor, version: int, changes: Mapping[str, Any]) -> Competitor:
    """Raises StaleEdit when somebody saved in between, ValidationError when the name is taken."""
    with comparison_of(competitor.account_id):
        return save_versioned(instance=competitor, version=version, changes=changes)


def remove_competitor(*, competitor: Competitor, version: int) -> None:
    """With its scores. Raises StaleEdit when somebody renamed the competitor in between."""
    with comparison_of(competitor.account_id):
        save_versioned(instance=competitor, version=version, changes={}).delete()


@dataclass(frozen=True)
class TypedScore:
    """What a person wants in a cell, and the version of it they read: 0 where nothing stood. No competitor: we."""

    criterion: int
    competitor: int | None
    value: Decimal | None
    version: int

    @property
    def cell_key(self) -> str:
        return f"{self.criterion}-{self.competitor or 0}"


@dataclass(frozen=True)
class Clash:
    """A cell that somebody else saved in between; nothing was written. `gone`: its row or column was removed."""

    typed: TypedScore
    stored: Decimal | None
    version: int
    gone: bool = False


def save_scores(*, account: Account, typed: Sequence[TypedScore]) -> list[Clash]:
    """Write each cell that still stands at the version that was read; the others are returned.

    What only the others changed is no clash, nor is what both made the same.
    """
    with comparison_of(account.pk):
        criteria = set(BuyingCriterion.objects.filter(account=account).values_list("pk", flat=True))
        suppliers = {None, *Competitor.objects.filter(account=account).values_list("pk", flat=True)}
        stored = {(s.criterion_id, s.competitor_id): s for s in CriterionScore.objects.filter(account=account)}
        clashes, changed = [], []
        for cell in typed:
            score = stored.get((cell.criterion, cell.competitor))
            if cell.criterion not in criteria or cell.competitor not in suppliers:
                clashes += [Clash(cell, None, 0, gone=True)] if cell.value is not None else []
            elif clash := _clash(cell, score):
                clashes.append(clash)
            elif _changes(cell, score):
                changed.append(_written(account, cell, score))
        CriterionScore.objects.bulk_create([score for score in changed if score.pk is None])
        CriterionScore.objects.bulk_update([score for score in changed if score.pk], ["value", "version"])
        _doubt([score.criterion_id for score in changed])
    return clashes


def _doubt(criteria: Sequence[int]) -> None:
    """A score that changed was not verified with the client: its criterion is our guess again, until it is verified."""
    for criterion in BuyingCriterion.objects.filter(pk__in=criteria, verified_on__isnull=False):
        criterion.verified_on = None
        criterion.version += 1
        criterion.save(update_fields=["verified_on", "version"])


def _changes(cell: TypedScore, score: CriterionScore | None) -> bool:
    """Whether the cell was typed over by the person; else what stands, stands."""
    version = score.version if score else 0
    return version == cell.version and cell.value != (score.value if score else None)


def _clash(cell: TypedScore, score: CriterionScore | None) -> Clash | None:
    version, value = (score.version, score.value) if score else (0, None)
    if version == cell.version or cell.value in (value, _read(cell, score)):
        return None
    return Clash(cell, value, version)


def _read(cell: TypedScore, score: CriterionScore | None) -> Any:
    """The value at the version the person read; what nobody has in mind where history does not know that version."""
    if cell.version == 0:
        return None
    return values_at_version(score, cell.version, ["value"]).get("value", UNREAD) if score else UNREAD


UNREAD = object()


def _written(account: Account, cell: TypedScore, score: CriterionScore | None) -> CriterionScore:
    score = score or CriterionScore(
        account=account, criterion_id=cell.criterion, competitor_id=cell.competitor, version=0
    )
    score.value = cell.value
    score.version += 1
    return score
