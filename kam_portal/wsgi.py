"""WSGI entry point for gunicorn."""

import codecs
import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_portal.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
# What browsers send; Django would read the address by any other encoding too.
READ = ("utf-8", "ascii")
UNREADABLE = b"Nothing was read: the header Content-Type of this request names no encoding read here. Send UTF-8.\n"


def refusing_unreadable_types(portal: Application) -> Application:
    """Django reads the header before any middleware may answer, and a crafted one is an error of the server there."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            _kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
            if codecs.lookup(parameters.get("charset", "utf-8")).name not in READ:
                raise LookupError
        except (LookupError, ValueError):
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
            start_response("400 Bad Request", [*headers, ("Content-Length", str(len(UNREADABLE)))])
            return [UNREADABLE]
        return portal(environ, start_response)

    return application


application = refusing_unreadable_types(get_wsgi_application())
# What is loaded now stays: the collector need not walk through it with every page that makes many objects.
gc.collect()
gc.freeze()
