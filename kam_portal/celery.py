"""The Celery application; tasks live on the floors, in their tasks.py."""

import os
from pathlib import Path
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_portal.settings")

app = Celery("kam_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_broker_folders(sender: Celery, **kwargs: Any) -> None:
    """A broker made of files finds its folders, whoever is the first to use it."""
    for folder in (sender.conf.broker_transport_options or {}).values():
        if isinstance(folder, Path):
            folder.mkdir(parents=True, exist_ok=True)
