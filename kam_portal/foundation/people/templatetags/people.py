"""Questions templates ask about a person."""

from django import template
from django.utils import timezone

from kam_portal.foundation.people.models import User

register = template.Library()


@register.filter
def away(person: User) -> bool:
    """Is the person absent on the reader's today?"""
    return person.is_absent(timezone.localdate())
