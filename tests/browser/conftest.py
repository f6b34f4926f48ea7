"""A real Chromium against a real server; a machine without Chromium says so and goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page

from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.people import DEMO_PASSWORD, bring_in

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_the_browser() -> None:
    """Playwright keeps an event loop in the test's thread; the ORM is used there by nobody else."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed on this machine: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


@pytest.fixture
def people(live_server: Any) -> SimpleNamespace:
    """The demo company's people, able to sign in by their password."""
    return SimpleNamespace(**bring_in(password=DEMO_PASSWORD))


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> Callable[[User, str], None]:
    """sign_in(user, "/me/") through the door, ending on that page."""

    def enter(user: User, then: str) -> None:
        page.goto(f"{live_server.url}/sign-in/login/?next={then}")
        page.fill("[name=login]", user.email)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{live_server.url}{then}")

    return enter
