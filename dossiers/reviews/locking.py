"""The mutex of all review verbs: whoever writes a review first locks its account."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Account
from dossiers.models import Review


def locked(account_id: int) -> Account:
    """The account's row, locked but open to rows that refer to it.

    Its manager is read afterwards: joined to a row that was waited for, they would be missing once it changed hands.
    """
    return Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account_id)


def locked_running(review: Review) -> Review:
    account = locked(review.account_id)
    stored = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    stored.account = account
    if stored.state != Review.State.IN_PROGRESS:
        raise ValidationError(
            _("Review %(number)d was signed by %(name)s already; it is frozen.")
            % {"number": stored.number, "name": stored.signed_by}
        )
    return stored
