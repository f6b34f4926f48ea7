"""The KAM Portal: key-account dossiers that stay true."""

from kam_portal.celery import app as celery_app

__all__ = ["celery_app"]
