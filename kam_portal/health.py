"""Two questions for whoever watches the portal: does it live, and can it work."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection
from kombu.exceptions import OperationalError

SECONDS_FOR_BROKER = 2


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so that a slow database does not get it restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database and broker answer (200), or which of them does not (503). No reasons: those are for the log."""
    answers = {"database": database_answers(), "broker": broker_answers()}
    status = 200 if all(answers.values()) else 503
    return JsonResponse({name: "ok" if good else "failed" for name, good in answers.items()}, status=status)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        return False


def broker_answers() -> bool:
    """A broker made of files is a folder that can be written to; any other is asked for a connection."""
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        return _can_write(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]))
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=SECONDS_FOR_BROKER) as broker:
            broker.ensure_connection(max_retries=1, timeout=SECONDS_FOR_BROKER)
            return True
    except (OperationalError, OSError):
        return False


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
