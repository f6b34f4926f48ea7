"""manage.py sweep_files: deletes stored files that belong to nobody, left behind by a crash."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.attachments.storing import forget_strays

# Longer than any upload is under way.
YOUNG = datetime.timedelta(days=1)


class Command(BaseCommand):
    help = "Delete files of attachments that no row names and that were stored more than a day ago."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = forget_strays(before=timezone.now() - YOUNG)
        self.stdout.write(_("Stray files deleted: %(count)d.") % {"count": gone})
