"""The tie of one person to one account, held against the scope that lists ask."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from types import SimpleNamespace

from django.db.models import Value

from accounts.access import Tie, tie_between
from accounts.assigning import add_member
from accounts.models import Account, AccountMember
from accounts.querysets import has_a_tie
from kam_portal.foundation.people.models import Team, User
from kam_portal.foundation.people.roles import Role
from tests.conftest import TODAY

NewAccount = Callable[..., Account]
FOREVER = {"absent_from": TODAY, "absent_until": TODAY + datetime.timedelta(days=400)}
EVERYTHING = Tie(may_edit=True, may_sign=True, may_lead=True)
OWN = Tie(may_edit=True, may_sign=True, may_lead=False)
EDITS = Tie(may_edit=True, may_sign=False, may_lead=False)
READS = Tie(may_edit=False, may_sign=False, may_lead=False)


def tie(user: User, account: Account, at: datetime.date = TODAY) -> Tie | None:
    """Both read anew; agrees with the scopes of lists on who sees the account at all, and who may change it,
    and with what rows ask of their person."""
    user, account = User.objects.get(pk=user.pk), Account.objects.get(pk=account.pk)
    found = tie_between(user, account, at)
    assert (found is not None) == Account.objects.visible_to(user, at).filter(pk=account.pk).exists()
    pairs = Account.objects.filter(pk=account.pk).annotate(person=Value(user.pk))
    assert (found is not None) == pairs.filter(has_a_tie(at, person="person", account="")).exists()
    assert bool(found and found.may_edit) == Account.objects.editable_by(user, at).filter(pk=account.pk).exists()
    return found


def test_each_person_has_the_tie_of_the_table(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    ties = {name: tie(person, account) for name, person in vars(cast).items()}
    expected = dict.fromkeys(vars(cast)) | {"ada": EVERYTHING, "leonid": EVERYTHING, "anna": OWN}
    assert ties == expected


def test_an_account_without_manager_is_the_admins(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme")
    assert {name for name, person in vars(cast).items() if tie(person, account)} == {"ada"}


def test_a_seat_reads_and_edits_if_given(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    add_member(account=account, user=cast.viktor, function="sales", can_edit=False)
    add_member(account=account, user=cast.irina, function="finance", can_edit=True)
    assert (tie(cast.viktor, account), tie(cast.irina, account)) == (READS, READS)
    AccountMember.objects.update(can_edit=True)
    assert (tie(cast.viktor, account), tie(cast.irina, account)) == (EDITS, READS)


def test_who_stands_in_edits_while_the_absence_lasts(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    User.objects.filter(pk=cast.anna.pk).update(**FOREVER, delegate=cast.viktor)
    User.objects.filter(pk=cast.leonid.pk).update(**FOREVER, delegate=cast.sofia)
    assert (tie(cast.viktor, account), tie(cast.sofia, account)) == (EDITS, EDITS)
    over = TODAY + datetime.timedelta(days=401)
    assert (tie(cast.viktor, account, over), tie(cast.sofia, account, over)) == (None, None)


def test_the_scope_of_one_account_is_the_scope_of_lists(new_account: NewAccount, cast: SimpleNamespace) -> None:
    """Every role in every seat: owner, lead, delegate of either, member, active or not."""
    accounts = [new_account("Acme", kam=cast.anna), new_account("Bolt", kam=cast.viktor), new_account("Core")]
    add_member(account=accounts[1], user=cast.boris, function="sales", can_edit=True)
    for owner, reader in itertools.permutations([cast.anna, cast.leonid, cast.viktor, cast.irina], 2):
        User.objects.update(absent_from=None, absent_until=None, delegate=None)
        User.objects.filter(pk=owner.pk).update(**FOREVER, delegate=reader)
        for role, active in itertools.product(Role.values, [True, False]):
            User.objects.filter(pk=reader.pk).update(role=role, is_active=active)
            Team.objects.filter(pk=cast.anna.team_id).update(lead=reader if role == Role.LEAD else cast.leonid)
            for account in accounts:
                tie(reader, account)
                tie(cast.boris, account)
