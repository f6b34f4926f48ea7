"""Every recorded change of a request carries who made it and on which page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kam_portal.foundation.history.authors import written_by

Handler = Callable[[HttpRequest], HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")


def changes_carry_their_author(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            return get_response(request)
        user = request.user
        with written_by(user=user.pk if user.is_authenticated else None, url=request.path) as key:
            request.change = key  # type: ignore[attr-defined]
            return get_response(request)

    return middleware
