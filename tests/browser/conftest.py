"""A real Chromium against a real server; a machine without Chromium says so and goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from email.message import Message as Mail
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as portal
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.assigning import add_member
from accounts.models import Account
from dossiers.description import BY_KEY
from dossiers.facts import save_section
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.company import CLIENTS
from kam_portal.workspace.demo.people import DEMO_PASSWORD, PEOPLE, bring_in
from kam_portal.workspace.demo.seeding import seed
from tests.browser.watching import watched
from tests.conftest import TODAY
from tests.foundation.notifications.postbox import Postbox
from tests.kept import brought_in

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A window of its own for every visitor prepares pages of the browser itself, which nobody opens here: the two that
    # drop down from the address bar cost as much as the page of the portal.
    "--disable-features=PreloadTopChromeWebUI,WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "HttpsUpgrades,Translate,MediaRouter,OptimizationHints",
]
PATIENCE = 15_000

# visit(user, "/me/", width=360) -> a page of a person of their own: other cookies, other drafts.
Visit = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_the_browser() -> None:
    """Playwright keeps an event loop in the test's thread; the ORM is used there by nobody else."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(autouse=True)
def _uploads_apart(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="session")
def browser_type_launch_args(live_server: Any, browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser starts after the server and goes before it, with the connections it holds open."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed on this machine: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


@pytest.fixture
def people(live_server: Any) -> SimpleNamespace:
    """The demo company's people, able to sign in by their password."""
    return SimpleNamespace(**bring_in(password=DEMO_PASSWORD))


@pytest.fixture
def company(request: pytest.FixtureRequest, live_server: Any) -> SimpleNamespace:
    return demo_company(getattr(request, "param", "en"))


def demo_company(language: str) -> SimpleNamespace:
    """The whole demo company as it stands today, in the language asked for: people and clients by key."""
    now = timezone.now()
    brought_in(f"company {language} {now.date()}", partial(seed, at=now, language=language))
    people = {person.key: User.objects.get(email=person.email) for person in PEOPLE}
    stored = Account.objects.order_by("pk")
    return SimpleNamespace(**people, **{client.key: row for client, row in zip(CLIENTS, stored, strict=True)})


def through_the_door(page: Page, user: User, then: str, site: str) -> None:
    page.goto(f"{site}/sign-in/login/?next={then}")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}{then}")


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> Callable[[User, str], None]:
    """sign_in(user, "/me/") through the door, ending on that page."""
    return lambda user, then: through_the_door(page, user, then, live_server.url)


@pytest.fixture
def yard(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    """Anna's shipyard, which Boris edits too: three facts in section General, a first review to come."""
    account = new_account("Halvorsen Shipyards", kam=cast.anna, on=TODAY)
    add_member(account=account, user=cast.boris, function="sales", can_edit=True)
    values = {
        "description": "Builds ferries.",
        "mission": "Ships that come home.",
        "company_history": "Three tankers a year.",
    }
    save_section(
        account=account, section=BY_KEY["general"], version=0, values=values, source="", on=TODAY, by=cast.anna
    )
    return account


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """visit(user, "/me/", width=360, java_script_enabled=False): a new visitor, signed in already, on that page.

    Whatever a visitor's pages complain of - errors in the console, refused styles, missing files - fails the test.
    """
    contexts, faults = [], []

    def come(user: User | None, path: str, *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, base_url=live_server.url, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        faults.append(watched(context))
        if user is not None:
            context.add_cookies([{"name": "session", "value": session_of(user), "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield come
    for context in contexts:
        context.close()
    assert [fault for each in faults for fault in each] == []


def save(page: Page, name: str = "Save") -> int:
    """Press the button and answer with the status of what came back."""
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name=name, exact=True).click()
    return answer.value.status


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[portal.SESSION_COOKIE_NAME].value


def text_of(mail: Mail) -> str:
    """The plain part of a mail as its reader sees it."""
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


@pytest.fixture
def postbox(settings: Any, live_server: Any) -> Iterator[Postbox]:
    """A real mail server on loopback; links in mails lead to the live server."""
    box = Postbox()
    box.controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.SITE_URL = live_server.url
    yield box
    box.controller.stop()
