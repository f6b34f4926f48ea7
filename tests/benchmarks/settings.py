"""The portal as in production, beside the limit view, on a database of its own."""

import os
from typing import Any

os.environ.setdefault("SECRET_KEY", "benchmark-key-that-protects-nothing-at-all-0123456789")
os.environ["DEBUG"] = "false"
os.environ["SECURE_HTTPS"] = "false"
os.environ["ALLOWED_HOSTS"] = "127.0.0.1,testserver"

from kam_portal import settings as portal

globals().update({name: value for name, value in vars(portal).items() if name.isupper()})
ROOT_URLCONF = "tests.benchmarks.urls"
LOGGING: dict[str, Any] = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
