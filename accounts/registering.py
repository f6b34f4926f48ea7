"""What the accounts floor registers with the foundation."""

from django.utils.translation import ngettext

from accounts.models import Account
from accounts.personal import keepers
from accounts.personal.keeping import TEXTS, Contacts
from kam_portal.foundation.people import leaving
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right


def owned_accounts(person: User) -> str:
    """Who owns accounts hands them over before leaving."""
    count = Account.objects.filter(kam=person).count()
    if not count:
        return ""
    return ngettext(
        "%(person)s still owns %(count)d account. Hand it over first, on the page Assignments.",
        "%(person)s still owns %(count)d accounts. Hand them over first, on the page Assignments.",
        count,
    ) % {"person": person, "count": count}


def register() -> None:
    leaving.register(leaving.Duty("owns accounts", Right.EDIT_OWN, owned_accounts))
    keepers.register(Contacts(), TEXTS)
