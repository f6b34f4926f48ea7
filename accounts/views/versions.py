"""The version that travels with a form of one button."""

from django.http import HttpRequest

from kam_portal.foundation.history.editing import LARGEST_VERSION, NEVER_READ


def version_of(request: HttpRequest) -> int:
    """The version the page was read at; one that no record has when it is missing or no number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(LARGEST_VERSION)) else NEVER_READ
