"""A reminder from the clockwork to the dossier: planned, mailed through a real server, followed by its reader."""

from __future__ import annotations

import datetime
import json
import re
from io import StringIO
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from accounts.assigning import assign
from accounts.keeping import create_account
from kam_portal.foundation.people.zones import local_day
from kam_portal.workspace.demo.people import DEMO_PASSWORD
from tests.browser.conftest import Visit, text_of
from tests.foundation.notifications.postbox import Postbox


def next_nine_o_clock(zone: str) -> datetime.datetime:
    """Nine o'clock of the next working day there, today's included while it lasts."""
    at = timezone.now().astimezone(ZoneInfo(zone)).replace(hour=9, minute=0, second=0, microsecond=0)
    while at.weekday() > 4:
        at += datetime.timedelta(days=1)
    return at


def swept(at: datetime.datetime) -> dict[str, int]:
    told = StringIO()
    call_command("sweep_reminders", at=at.isoformat(), json=True, stdout=told)
    counts: dict[str, int] = json.loads(told.getvalue())
    return counts


def test_the_link_in_a_reminder_leads_to_the_dossier(people: SimpleNamespace, visit: Visit, postbox: Postbox) -> None:
    anna, at = people.anna, next_nine_o_clock(people.anna.time_zone)
    became_key = local_day(anna, at) - relativedelta(months=3)
    account = create_account(by=people.ada, on=became_key, status="key", reason="board", trade_name="Halvorsen")
    assign(account=account, manager=anna, on=became_key, reason="first", by=people.ada)
    postbox.mails.clear()
    assert swept(at) == {"planned": 1, "sent": 1}
    assert swept(at) == {"planned": 0, "sent": 0}
    [mail] = postbox.mails
    assert (mail["To"], mail["Subject"]) == (anna.email, "KAM Portal: Halvorsen")
    [link] = re.findall(rf"^http://\S+/accounts/{account.pk}/\S*$", text_of(mail), re.MULTILINE)
    page = visit(None, link)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Email").fill(anna.email)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(link)
    expect(page.get_by_role("heading", name="Halvorsen", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Start the review")).to_be_visible()
    page.get_by_role("navigation", name="Pages of this account").get_by_role("link", name="Dossier").click()
    expect(page.get_by_role("heading", name="A · General")).to_be_visible()
