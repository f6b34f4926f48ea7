"""Every recorded change of a request carries who made it and on which page."""

from typing import Any

import pghistory.middleware
from django.http import HttpRequest


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user
        return {"user": user.pk if user.is_authenticated else None, "url": request.path}
