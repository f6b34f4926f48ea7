#!/usr/bin/env python
"""Django's command line for the KAM Portal."""

import os
import sys


def main() -> None:
    """Run one command; what the installation lacks is said in a sentence (--traceback shows where)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam_portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError) as refusal:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"{refusal}")


if __name__ == "__main__":
    main()
