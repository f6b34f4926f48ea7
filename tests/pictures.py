"""`make pictures`: the demo company photographed by headless Chromium.

Without arguments: the README's pictures into docs/pictures. With --gallery FOLDER: every page, for looking at one's
own work, as --language, --width and --dark say. With --only NAME ...: these pictures alone.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from tests.serving import ROOT, free_port, served

PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

# Name of the picture, who looks, and the page; {anna} and others are the demo's accounts by key, {plan} is Halvorsen's.
README_PICTURES = (
    ("my-week", "anna", "/"),
    ("dossier", "anna", "/accounts/{halvorsen}/dossier/"),
    ("review", "anna", "/accounts/{kestrel}/review/"),
    ("decision-map", "anna", "/accounts/{halvorsen}/map/"),
    ("plan", "anna", "/plans/{plan}/"),
    ("board", "leonid", "/reviews/"),
    ("matrix", "leonid", "/selection/{last_year}/matrix/"),
)
GALLERY = (
    *README_PICTURES,
    ("lead-week", "leonid", "/"),
    ("accounts", "leonid", "/accounts/"),
    ("directory", "irina", "/accounts/directory/"),
    ("account-new", "anna", "/accounts/new/"),
    ("account-edit", "anna", "/accounts/{halvorsen}/edit/"),
    ("account-status", "leonid", "/accounts/{halvorsen}/status/"),
    ("overview", "anna", "/accounts/{halvorsen}/"),
    ("overview-bare", "boris", "/accounts/{tallinn}/"),
    ("team", "leonid", "/accounts/{halvorsen}/team/"),
    ("history", "anna", "/accounts/{halvorsen}/history/"),
    ("diary", "anna", "/accounts/{halvorsen}/diary/"),
    ("diary-new", "anna", "/accounts/{halvorsen}/diary/new/"),
    ("section-edit", "anna", "/accounts/{halvorsen}/dossier/relationship/edit/"),
    ("contact-new", "anna", "/accounts/{halvorsen}/contacts/new/"),
    ("dossier-bare", "boris", "/accounts/{tallinn}/dossier/"),
    ("review-signed", "anna", "/accounts/{halvorsen}/reviews/2/"),
    ("review-returned", "boris", "/accounts/{lumen}/review/"),
    ("plans", "anna", "/accounts/{halvorsen}/plans/"),
    ("plan-goals", "anna", "/plans/{plan}/goals/"),
    ("plan-opportunities", "anna", "/plans/{plan}/opportunities/"),
    ("plan-actions", "anna", "/plans/{plan}/actions/"),
    ("plan-resources", "anna", "/plans/{plan}/resources/"),
    ("plan-communications", "anna", "/plans/{plan}/communications/"),
    ("plan-discussion", "anna", "/plans/{plan}/discussion/"),
    ("plan-versions", "anna", "/plans/{plan}/versions/"),
    ("white-space", "anna", "/accounts/{halvorsen}/white-space/"),
    ("assignments", "leonid", "/assignments/"),
    ("authorities", "leonid", "/assignments/authority/"),
    ("pareto", "leonid", "/selection/pareto/"),
    ("rounds", "leonid", "/selection/"),
    ("round-progress", "leonid", "/selection/{now}/progress/"),
    ("scores", "anna", "/selection/{now}/scores/"),
    ("why", "anna", "/selection/{last_year}/accounts/{halvorsen}/"),
    ("decisions", "ada", "/selection/{last_year}/decisions/"),
    ("what-if", "ada", "/selection/{last_year}/what-if/"),
    ("comparison", "anna", "/accounts/{halvorsen}/comparison/"),
    ("scoring-model", "leonid", "/selection/models/1/"),
    ("inbox", "anna", "/notifications/"),
    ("me", "anna", "/me/"),
    ("people", "ada", "/people/"),
    ("invite", "ada", "/people/invite/"),
    ("import", "ada", "/accounts/import/"),
    ("missing", "anna", "/accounts/999999/"),
    ("forbidden", "anna", "/people/"),
)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="kam-pictures-") as folder:
        os.environ |= {"KAM_VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "kam_portal.settings"}
        accounts = _seed(options.language)
        with served(free_port()) as address:
            pages = GALLERY if options.gallery else README_PICTURES
            _photograph(address, tuple(page for page in pages if page[0] in (options.only or page)), accounts, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gallery", type=Path)
    parser.add_argument("--language", default="en", choices=["en", "ru"])
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    return parser.parse_args()


def _seed(language: str) -> dict[str, int]:
    """A fresh demo company; ids of accounts and rounds by the demo's keys."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("messages", "--compile", verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("seed_demo", language=language, verbosity=0)
    call_command("sweep_reminders", verbosity=0)

    from accounts.models import Account, Round
    from kam_portal.workspace.demo.company import CLIENTS, words
    from planning.models import Plan, PlanState

    text = words(language)
    ids = dict(Account.objects.values_list("trade_name", "pk"))
    rounds = dict(zip(("last_year", "now"), Round.objects.order_by("pk").values_list("pk", flat=True), strict=True))
    clients = {client.key: ids[text[client.key]["trade_name"]] for client in CLIENTS}
    plan = Plan.objects.get(account=clients["halvorsen"], state=PlanState.ACTIVE)
    return rounds | clients | {"plan": plan.pk}


def _photograph(
    address: str, pages: tuple[tuple[str, str, str], ...], accounts: dict[str, int], options: argparse.Namespace
) -> None:
    from playwright.sync_api import sync_playwright

    from kam_portal.workspace.demo.people import DEMO_PASSWORD

    folder: Path = options.gallery or PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        contexts = {}
        for name, who, page_path in pages:
            if who not in contexts:
                contexts[who] = browser.new_context(
                    viewport={"width": options.width, "height": 860},
                    color_scheme="dark" if options.dark else "light",
                    locale=options.language,
                )
                page = contexts[who].new_page()
                page.goto(f"{address}/sign-in/login/")
                page.fill("[name=login]", f"{who}@nordvik.example")
                page.fill("[name=password]", DEMO_PASSWORD)
                page.press("[name=password]", "Enter")
                page.wait_for_url(f"{address}/")
                page.close()
            page = contexts[who].new_page()
            page.goto(address + page_path.format(**accounts))
            page.screenshot(path=folder / f"{name}.png", full_page=bool(options.gallery))
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
