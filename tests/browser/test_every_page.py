"""Every page of the portal, as its readers see it: wide and narrow, light and dark, in both languages.

The pages are those of the access table; what only a state of a page shows is added below.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.importing import runs
from accounts.models import Account, Authority
from dossiers.attachments.keeping import keep_file
from dossiers.description import editable_sections
from kam_portal.foundation.people.models import User
from planning.discussion.writing import write_comment
from planning.models import Plan, Product, StageWork
from tests import access_table as table
from tests.access_objects import decision_map, ladders, selection
from tests.access_rows import ROWS
from tests.browser.conftest import Visit, save
from tests.browser.watching import ask, barriers
from tests.dossiers.files import PNG, upload

PHONE, DESK = 360, 1280
# Answers for machines, files, and what only sends on.
NOT_PAGES = {
    *("healthz", "readyz", "set_language", "reviews_xlsx", "import_rejected", "diary_entry", "calendar_feed"),
    *("attachment_download", "attachment_preview", "dossier_pdf", "dossier_xlsx", "map_svg", "map_pdf"),
    *("plan_pdf", "plan_pptx", "actions_xlsx"),
    *("contacts_cards", "contact_card", "contact_export", "map_cards", "actor_card", "map_png", "map_xlsx"),
    *("matrix_svg", "matrix_png", "matrix_pdf", "round_pdf", "round_xlsx", "round", "round_work"),
}
READERS = {table.OWNER: "anna", table.OWN_LEAD: "leonid", table.ADMIN: "ada"}


def taken_in(by: User, name: str, text: str) -> int:
    """An import, checked and not carried out."""
    upload = SimpleUploadedFile(name, text.encode())
    run = runs.receive(kind="accounts", upload=upload, file_name=name, by=by)
    runs.check(import_run=run)
    return run.pk


def files_of(client: Account) -> int:
    """A picture, a text with two versions and a long name; the picture's attachment."""
    kept = [
        keep_file(account=client, upload=upload(name, data), name=name, by=client.kam, at=timezone.now())
        for name, data in (
            ("Quay at " + "very-long-name-without-a-break-" * 5 + ".txt", b"one"),
            ("Quay at " + "very-long-name-without-a-break-" * 5 + ".txt", b"two"),
            ("Quay.png", PNG),
        )
    ]
    return kept[-1].attachment.pk


def objects(company: SimpleNamespace) -> dict[str, Any]:
    """What fills the arguments of an address, by the names the access table uses."""
    client: Account = company.halvorsen
    chosen = selection(client, company)
    return (
        chosen
        | planned(client, company)
        | decision_map(client, client.contacts.all()[0], company)
        | ladders(client, chosen["competitor"], client.contacts.all()[0], company)
        | {
            "account": client.pk,
            "contact": client.contacts.all()[0].pk,
            "year": client.years.all()[0].pk,
            "financial": client.financial_years.all()[0].pk,
            "event": client.events_ahead.all()[0].pk,
            "row": client.table_rows.all()[0].pk,
            "table": "suppliers",
            "entry": client.diary.all()[0].pk,
            "attachment": files_of(client),
            "attachment_version": 1,
            "step": client.next_steps.all()[0].pk,
            "review": 2,
            "section": "general",
            "person": company.boris.pk,
            "team": company.boris.team.pk,
            "import": taken_in(company.ada, "clients.csv", "Name;Founded\nArctic Cables;1972\nBaltic Pumps;soon\n"),
            "uid": "1",
            "key": "used-key",
        }
    )


def planned(client: Account, company: SimpleNamespace) -> dict[str, Any]:
    """The plan at work in the demo, with a comment that waits for an answer."""
    plan = Plan.objects.get(account=client, state="active")
    comment = write_comment(
        plan=plan, text="Who tells Siri?", by=company.anna, at=timezone.now(), asked=[company.leonid]
    )
    goal, action = plan.goals.all()[0], plan.actions.filter(status="planned")[0]
    # What a migration brought goes with the other rows of a test with transactions of its own.
    work = StageWork.objects.first() or StageWork.objects.create(stage="need", text_en="Ask", text_ru="Спросить")
    return {
        "plan": plan.pk,
        "goal": goal.pk,
        "reading": goal.readings.all()[0].pk,
        "opportunity": plan.opportunities.all()[0].pk,
        "action": action.pk,
        "communication": plan.communications.all()[0].pk,
        "comment": comment.pk,
        "p": "price",
        "resource": plan.resources.all()[0].pk,
        "plan_version": 1,
        "product": Product.objects.all()[0].pk,
        "stage_work": work.pk,
        "unit": client.table_rows.filter(table="units")[0].pk,
        "authority": Authority.objects.get(manager=company.anna).pk,
    }


def is_managers(row: table.Row) -> bool:
    return table.OWNER in row.door.enter


def addresses(company: SimpleNamespace, actor: str) -> list[str]:
    """Every page that lets a manager in; of a lead and an admin those that a manager does not see just so."""
    known = objects(company)
    rows = {name: row for name, row in ROWS.items() if "GET" in row.methods and name not in NOT_PAGES}
    pages = [
        reverse(name, kwargs={ours: known[theirs] for ours, theirs in row.arguments.items()})
        for name, row in rows.items()
        if actor in row.door.enter and not row.door.public and (actor == table.OWNER or not is_managers(row))
    ]
    return pages + states(company, actor)


def states(company: SimpleNamespace, actor: str) -> list[str]:
    """Pages that look otherwise in another state or for another client."""
    halvorsen, kestrel, lumen = company.halvorsen.pk, company.kestrel.pk, company.lumen.pk
    own = [
        *(reverse("section_edit", args=[halvorsen, section.key]) for section in editable_sections()[1:]),
        f"/accounts/{kestrel}/review/",
        f"/accounts/{kestrel}/review/?section=sign",
        f"/accounts/{company.ostrava.pk}/",
        f"/accounts/{company.ostrava.pk}/dossier/",
        "/accounts/?q=nothing-of-the-kind",
        "/reviews/?state=in_progress&q=nothing-of-the-kind",
        "/reviews/year/?kind=other",
        f"/accounts/{halvorsen}/brief/?people=0&on=soon",
    ]
    led = [
        "/",
        "/reviews/",
        "/reviews/year/",
        "/maps/alerts/",
        f"/accounts/{halvorsen}/",
        f"/accounts/{halvorsen}/team/",
        f"/accounts/{halvorsen}/reviews/2/",
    ]
    led += [f"/accounts/{lumen}/review/", f"/accounts/{lumen}/reviews/2/", f"/accounts/{company.tallinn.pk}/dossier/"]
    ran = [
        "/",
        "/accounts/",
        "/reviews/",
        f"/accounts/{halvorsen}/",
        f"/accounts/{company.corvus.pk}/review/",
        f"/accounts/{company.delta.pk}/history/",
    ]
    return {table.OWNER: own, table.OWN_LEAD: led, table.ADMIN: ran}[actor]


def seen_in_layout(page: Page) -> list[str]:
    """Faults of the page on a desk and, last, on a phone."""
    page.set_viewport_size({"width": DESK, "height": 800})
    found = ask(page, "widerThanThePage") + ask(page, "unnamedControls")
    page.set_viewport_size({"width": PHONE, "height": 740})
    return found + ask(page, "widerThanThePage")


def seen_by_everybody(page: Page) -> list[str]:
    """Faults for readers who see little, use no mouse or read in the dark."""
    found = ask(page, "smallTargets")
    page.emulate_media(color_scheme="dark")
    found += barriers(page, ["color-contrast"])
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESK, "height": 800})
    return found + ask(page, "smallTargets") + barriers(page)


@pytest.mark.parametrize("actor", READERS)
def test_every_page_is_whole_and_open_to_everybody(actor: str, company: SimpleNamespace, visit: Visit) -> None:
    page = visit(getattr(company, READERS[actor]), "/")
    faults = []
    for address in addresses(company, actor):
        page.goto(address)
        faults += [f"{address}: {fault}" for fault in seen_in_layout(page) + seen_by_everybody(page)]
    assert "\n".join(faults) == ""


@pytest.mark.parametrize("company", ["ru"], indirect=True)
@pytest.mark.parametrize("actor", READERS)
def test_every_page_holds_together_in_russian(actor: str, company: SimpleNamespace, visit: Visit) -> None:
    page = visit(getattr(company, READERS[actor]), "/")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    faults = []
    for address in addresses(company, actor):
        page.goto(address)
        faults += [f"{address}: {fault}" for fault in seen_in_layout(page)]
    assert "\n".join(faults) == ""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_door_is_whole_and_open_to_everybody(language: str, cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(None, "/sign-in/login/", locale=language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    public = {name for name, row in ROWS.items() if row.door.public and "GET" in row.methods} - NOT_PAGES
    faults = []
    for name in sorted(public - {"account_logout"}):
        address = reverse(
            name, kwargs={ours: {"uid": "1", "key": "k", "token": "k"}[o] for ours, o in ROWS[name].arguments.items()}
        )
        page.goto(address)
        found = seen_in_layout(page) + (seen_by_everybody(page) if language == "en" else [])
        faults += [f"{address}: {fault}" for fault in found]
    assert "\n".join(faults) == ""


@pytest.mark.parametrize("who", ["ada", "leonid", "anna", "irina"])
def test_a_newcomer_reads_what_to_do_first(who: str, cast: SimpleNamespace, visit: Visit) -> None:
    page = visit(getattr(cast, who), "/")
    expect(page.get_by_role("heading", name="Where to begin")).to_be_visible()
    faults = []
    for address in ("/", "/accounts/", "/reviews/", "/notifications/", "/accounts/directory/"):
        page.goto(address)
        faults += [f"{address}: {fault}" for fault in seen_in_layout(page) + seen_by_everybody(page)]
    assert "\n".join(faults) == ""


def test_refusals_are_whole_and_open_to_everybody(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    page = visit(cast.boris, f"/accounts/{yard.pk}/dossier/general/edit/")
    other = visit(cast.anna, page.url)
    other.get_by_label("Mission").fill("Anna wrote this.")
    assert save(other) == 302
    page.get_by_label("Mission").fill("Boris wrote " + "a-very-long-word-without-a-break" * 4)
    assert save(page) == 409
    faults = [f"409: {fault}" for fault in seen_in_layout(page) + seen_by_everybody(page)]
    page = visit(cast.boris, f"/accounts/{yard.pk}/diary/new/")
    page.locator("form").evaluate_all("forms => forms.forEach((form) => { form.noValidate = true; })")
    assert save(page) == 200
    faults += [f"refused form: {fault}" for fault in seen_in_layout(page) + seen_by_everybody(page)]
    for address in ("/people/", "/accounts/99999999/", "/nowhere/"):
        page = visit(cast.boris, address)
        faults += [f"{address}: {fault}" for fault in seen_in_layout(page) + seen_by_everybody(page)]
    assert "\n".join(faults) == ""
