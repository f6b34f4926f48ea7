"""Ratios of the hot pages: requests/s, x, SQL statements and gzipped size, beside the ceiling of the design."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from dossiers.models import Section
from kam_portal.foundation.people.models import User
from tests.benchmarks.data import place_a_thousand, sign_in
from tests.benchmarks.load import Request, http_get, http_post, rate


@dataclass(frozen=True)
class Page:
    title: str
    path: str
    user: User
    at_most: int
    sql_at_most: int


def hot_pages(manager: User, lead: User, account: Account) -> list[Page]:
    accounts = reverse("accounts")
    runner = place_a_thousand().runner
    return [
        Page("account list, filtered by owner", f"{accounts}?kam={manager.pk}", manager, 10, 8),
        Page("account list, a lead's", accounts, lead, 10, 8),
        Page("search by part of a name", f"{accounts}?q={account.trade_name[2:7]}", lead, 10, 8),
        Page("account page", reverse("account", args=[account.pk]), manager, 12, 14),
        Page("dossier page", reverse("dossier", args=[account.pk]), manager, 12, 14),
        Page("own overdue reviews", f"{reverse('reviews')}?state=overdue", manager, 10, 10),
        Page("a team's overdue reviews", f"{reverse('reviews')}?state=overdue", lead, 12, 10),
        Page("my week", reverse("home"), manager, 12, 14),
        Page("the curve of turnover, a lead's", reverse("pareto"), lead, 20, 14),
        Page("KAISM matrix, 1,000 accounts", reverse("matrix", args=[place_a_thousand().pk]), runner, 20, 6),
    ]


def report(port: int, seconds: float) -> None:
    """Print one line a page; the limit view is measured before and after, its mean is the unit."""
    manager = User.objects.get(email="crowd-1@crowd.example")
    lead = manager.team.lead
    account = Account.objects.filter(kam=manager).order_by("pk")[0]
    cookie = sign_in(manager)
    limit_request = http_get(f"/limit/{account.pk}/", cookie)
    rate(port, lambda c, n: limit_request, seconds=1)
    before = rate(port, lambda c, n: limit_request, seconds=seconds)
    rows = []
    for page in hot_pages(manager, lead, account):
        request = http_get(page.path, sign_in(page.user))
        speed = rate(port, lambda c, n, request=request: request, seconds=seconds)
        rows.append((page.title, speed, page.at_most, *_sql_and_size(page), page.sql_at_most))
    save = rate(port, _saving(manager), seconds=seconds, expected=(302,))
    after = rate(port, lambda c, n: limit_request, seconds=seconds)
    unit = (before + after) / 2
    print(f"limit view: {before:.0f} and {after:.0f} requests/s\n")
    print(f"{'page':34} {'req/s':>7} {'x':>6} {'at most':>8} {'SQL':>4} {'at most':>8} {'kB gz':>6}")
    for title, speed, at_most, sql, size, sql_at_most in rows:
        print(f"{title:34} {speed:7.1f} {unit / speed:6.1f} {at_most:8} {sql:4} {sql_at_most:8} {size / 1000:6.1f}")
    print(f"{'saving a dossier section':34} {save:7.1f} {unit / save:6.1f} {5:8}")


def _sql_and_size(page: Page) -> tuple[int, int]:
    client = Client()
    client.force_login(page.user)
    client.get(page.path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page.path)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path} answered {answer.status_code}")
    return len(queries), len(gzip.compress(answer.content))


def _saving(manager: User) -> Request:
    """Every client saves the decision section of an account of its own, over and over."""
    token = _get_new_csrf_string()
    cookie = f"{sign_in(manager)}; {settings.CSRF_COOKIE_NAME}={token}"
    accounts = list(Account.objects.filter(kam=manager).order_by("pk")[:8])
    stored = dict(Section.objects.filter(account__in=accounts, key="decision").values_list("account", "version"))

    def request(client: int, n: int) -> bytes:
        account = accounts[client]
        body = {"version": stored.get(account.pk, 0) + n, "actors": f"Actor {n} of {token[:6]}", "source": "bench"}
        return http_post(reverse("section_edit", args=[account.pk, "decision"]), cookie, token, urlencode(body))

    return request
