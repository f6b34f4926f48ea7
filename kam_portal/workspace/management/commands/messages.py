"""manage.py messages: collect the texts to translate, check the catalogues, compile them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kam_portal.workspace import catalogues

SHOWN = 30


class Command(BaseCommand):
    help = "Collects translatable texts into locale/*/LC_MESSAGES/django.po and compiles the catalogues."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="change nothing; fail unless complete and up to date")
        choice.add_argument("--compile", action="store_true", help="only compile what has changed")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.LOCALE_PATHS[0])
        if options["check"]:
            self.check_all(folder)
            return
        if not options["compile"]:
            found = catalogues.collect(settings.BASE_DIR)
            for language in translated_languages():
                path = catalogues.catalogue_path(folder, language)
                changed = catalogues.update(path, language, found)
                self.stdout.write(
                    f"{language}: {'brought up to date' if changed else 'unchanged'}, {len(found)} texts."
                )
        for language in catalogues.compile_changed([folder]):
            self.stdout.write(f"{language}: compiled.")

    def check_all(self, folder: Path) -> None:
        found = catalogues.collect(settings.BASE_DIR)
        said = []
        for language in translated_languages():
            said += catalogues.complaints(catalogues.catalogue_path(folder, language), language, found)
        if said:
            more = [f"... and {len(said) - SHOWN} more"] if len(said) > SHOWN else []
            raise CommandError(
                "\n".join([*said[:SHOWN], *more, "Run `make messages`, then translate what is missing."])
            )
        self.stdout.write(f"{len(found)} texts, complete in: {', '.join(translated_languages())}.")


def translated_languages() -> list[str]:
    """Every language but the one the sources are written in."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
