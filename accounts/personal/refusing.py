"""Of a person who was erased nothing new is written."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from accounts.models import Contact

ERASED = gettext_lazy("This person was erased on request: nothing more is kept about them.")


def refuse_erased(contact: Contact) -> None:
    """Raises ValidationError for a person who was erased on request."""
    if contact.erased_on is not None:
        raise ValidationError(ERASED)
