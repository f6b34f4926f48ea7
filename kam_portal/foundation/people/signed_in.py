"""The request of a page behind LoginRequiredMiddleware, as type checkers should see it."""

from django.http import HttpRequest

from kam_portal.foundation.people.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is a person of ours; pages name it as the type of their request."""

    user: User
    # The key that all it writes has in the history; of a request that may write (history/middleware.py).
    change: str
