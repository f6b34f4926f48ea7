"""Ratios of the hot pages: requests/s, x, SQL statements and gzipped size, beside the ceiling of the design."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, Round
from decision_map.models import DecisionMap
from dossiers.models import Section
from dossiers.reviews.verifying import start_review
from kam_portal.foundation.people.models import User
from tests.benchmarks.big_map import USUAL_LINES, USUAL_PEOPLE, chart
from tests.benchmarks.data import sign_in
from tests.benchmarks.full_dossier import fill, grow_old
from tests.benchmarks.full_plan import planned
from tests.benchmarks.load import Request, asked, http_get, http_post, in_turns
from tests.benchmarks.rounds import rater_of, round_over, stand_at

IN_PLACE = "HX-Request: true\r\n"
# Maps that are looked at in turn, and superiors a box is hung under.
MAPS, SUPERIORS = 40, 40
# Accounts of the rounds that are looked at, beside one of all there are.
FEW, MANY = 40, 1_000


@dataclass(frozen=True)
class Page:
    title: str
    path: str
    user: User
    # Of x; None where nothing is promised.
    at_most: int | None
    sql_at_most: int | None
    round: Round | None = None
    # The step at which the round has this page.
    step: str = "deciding"

    def open(self) -> None:
        if self.round:
            stand_at(self.round, self.step)


def first_manager() -> tuple[User, Account]:
    """With the first of the accounts."""
    manager = User.objects.select_related("team__lead").get(email="crowd-1@crowd.example")
    return manager, Account.objects.filter(kam=manager).order_by("pk")[0]


def hot_pages() -> list[Page]:
    accounts, (manager, account) = reverse("accounts"), first_manager()
    lead = manager.team.lead
    own = Account.objects.select_related("kam__team__lead").filter(kam=manager).order_by("pk")
    mapped, planned_for = own[4], own.reverse()[0]
    chart(planned_for, USUAL_PEOPLE, USUAL_LINES)
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
        Page("decision map, 300 people", chart(mapped).get_absolute_url(), manager, 10, 6),
        *_of_a_full_plan(planned_for),
        Page("plan of 200 actions, held against that map", planned(mapped).get_absolute_url(), manager, None, 14),
    ]


def _of_a_full_plan(account: Account) -> list[Page]:
    """Thirty goals, two hundred actions, a hundred open comments."""
    plan, manager = planned(account), account.kam
    assert manager is not None
    return [
        Page("plan of 200 actions", plan.get_absolute_url(), manager, 12, 14),
        Page("plans of a client", reverse("plans", args=[account.pk]), manager, 12, 14),
        Page("versions of a plan", reverse("plan_versions", args=[plan.pk]), manager, None, None),
    ]


def pages_of_a_full_dossier() -> list[Page]:
    """What ten years have left of one client: its pages do not grow with it."""
    manager, _first = first_manager()
    old, full = Account.objects.filter(kam=manager, dossier__due_on__isnull=False).order_by("pk")[1:3]
    old, account = grow_old(old), fill(full)
    if not account.reviews.filter(state="in_progress").exists():
        start_review(account=account, by=manager, at=timezone.now())
    latest = account.reviews.filter(state="signed").order_by("-number")[0].number
    return [
        Page("dossier of ten years", reverse("dossier", args=[old.pk]), manager, 12, 14),
        *_of_a_full_one(account, manager, latest),
    ]


def _of_a_full_one(account: Account, manager: User, latest: int) -> list[Page]:
    return [
        Page(f"full dossier: {title}", reverse(name, args=[account.pk, *more]) + query, manager, *promised)
        for title, name, more, query, promised in (
            ("account page", "account", (), "", (12, 14)),
            ("dossier", "dossier", (), "", (12, 14)),
            ("review, general", "review", (), "?section=general", (None, None)),
            ("what changed", "review_changes", (latest,), "", (None, None)),
            ("diary", "diary", (), "", (None, None)),
            ("diary, searched", "diary", (), "?q=gauges", (None, None)),
            ("files", "attachments", (), "", (None, None)),
            ("meeting brief", "brief", (), "", (None, None)),
            ("history", "account_history", (), "", (None, None)),
            ("PDF", "dossier_pdf", (), "", (None, None)),
        )
    ]


def pages_of_rounds() -> list[Page]:
    """What a round shows to who runs it and to who rates in it, over a few accounts, a thousand, and all there are."""
    few, many, every = round_over(FEW), round_over(MANY), round_over(Account.objects.count())
    pages = [Page("KAISM matrix, 40 accounts", reverse("matrix", args=[few.pk]), few.runner, 20, 6, few)]
    for round_ in (many, every):
        pages += [_page_of(round_, *one) for one in OF_ROUNDS]
    return pages


# Title, name of the address, query, step, and whether a rater looks at it.
OF_ROUNDS = (
    ("KAISM matrix", "matrix", "", "deciding", False),
    ("consensus", "consensus", "", "consensus", False),
    ("consensus, widest spread", "consensus", "?show=all&order=spread", "consensus", False),
    ("grid of scores", "scores", "", "scoring", True),
    ("grid, not scored yet", "scores", "?only=open", "scoring", True),
    ("own nominations", "nominations", "", "nominating", True),
    ("lists compared", "nominations", "", "comparing", False),
    ("decisions", "decisions", "", "deciding", False),
    ("decisions, undecided", "decisions", "?show=undecided&sort=-status", "deciding", False),
    ("sensitivity", "sensitivity", "", "consensus", False),
    ("why here", "why", "", "consensus", False),
    ("progress", "round_progress", "", "scoring", False),
    ("setting up", "round_setup", "", "setup", False),
    ("list of rounds", "rounds", "", "scoring", True),
)


def _page_of(round_: Round, title: str, name: str, query: str, step: str, is_rater: bool) -> Page:
    user = rater_of(round_) if is_rater else round_.runner
    place = {"why": [round_.pk, round_.candidates.all()[0].account_id], "rounds": []}.get(name, [round_.pk])
    count = round_.candidates.count()
    promised = (20, 6) if name == "matrix" and count == MANY else (None, None)
    return Page(f"{title}, {count:,}", reverse(name, args=place) + query, user, *promised, round_, step)


def report(port: int, seconds: float, pages: Sequence[Page]) -> None:
    """Print one line a page; the unit is the limit view, measured in turns with each."""
    manager, account = first_manager()
    limit = http_get(f"/limit/{account.pk}/", sign_in(manager))
    units = []

    def compared(request: Request, **expected: tuple[int, ...]) -> tuple[float, float]:
        unit, speed = in_turns(port, lambda c, n: limit, request, seconds=seconds, **expected)
        units.append(unit)
        return speed, unit / speed

    asked(port, lambda c, n: limit, seconds=1)
    print(f"{'page':40} {'req/s':>7} {'x':>6} {'at most':>8} {'SQL':>4} {'at most':>8} {'kB gz':>6}")
    for page in pages:
        page.open()
        request = http_get(page.path, sign_in(page.user))
        speed, x = compared(lambda c, n, request=request: request)
        sql, size = _sql_and_size(page)
        at_most, sql_at_most = page.at_most or "-", page.sql_at_most or "-"
        print(
            f"{page.title:40} {speed:7.1f} {x:6.1f} {at_most:>8} {sql:4} {sql_at_most:>8} {size / 1000:6.1f}",
            flush=True,
        )
    for title, asking, requests, at_most in (
        ("saving a dossier section", lambda: _saving(manager), 1, 5),
        ("moving a box, map of 300 people", lambda: _moving(manager), 1, 5),
        ("moving a box, and the picture after it", lambda: _with_picture(manager), 2, "-"),
        ("decision map, forty of them in turn", _maps_in_turn, 1, "-"),
    ):
        speed, x = compared(asking(), expected=(200, 302))
        print(f"{title:40} {speed / requests:7.1f} {x * requests:6.1f} {at_most:>8}", flush=True)
    print(f"limit view: {min(units):.0f} to {max(units):.0f} requests/s")


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
    cookie, token = _signed_in(manager)
    accounts = list(Account.objects.filter(kam=manager).order_by("pk")[:8])
    stored = dict(Section.objects.filter(account__in=accounts, key="decision").values_list("account", "version"))
    saved = [count() for _account in accounts]

    def request(client: int, _n: int) -> bytes:
        account, n = accounts[client], next(saved[client])
        body = {"version": stored.get(account.pk, 0) + n, "actors": f"Actor {n} of {token[:6]}", "source": "bench"}
        return http_post(reverse("section_edit", args=[account.pk, "decision"]), cookie, token, urlencode(body))

    return request


def _moving(manager: User) -> Request:
    """Every client hangs a box of a map of its own under one superior after another; it leads to the picture."""
    cookie, token = _signed_in(manager)
    boxes = [map_.posts.filter(subordinates=None).order_by("-pk")[0] for map_ in _moved_maps(manager)]
    # So many that no picture was drawn before. Away from where it hangs: a move that changes nothing is none.
    superiors = [
        box.map.posts.exclude(subordinates=None).exclude(pk=box.reports_to_id).order_by("pk")[:SUPERIORS]
        for box in boxes
    ]
    moved = [count() for _box in boxes]

    def request(client: int, _n: int) -> bytes:
        box, n = boxes[client], next(moved[client])
        body = {"version": box.version + n, "reports_to": superiors[client][n % len(superiors[client])].pk}
        path = reverse("post_under", args=[box.account_id, box.map_id, box.pk])
        return http_post(path, cookie, token, urlencode(body), IN_PLACE)

    return request


def _moved_maps(manager: User) -> list[DecisionMap]:
    """One a client."""
    return [chart(account) for account in Account.objects.filter(kam=manager).order_by("pk")[4:12]]


def _with_picture(manager: User) -> Request:
    """Every second request asks for the picture as it is then."""
    moving, cookie = _moving(manager), sign_in(manager)
    pictures = [http_get(map_.get_absolute_url(), cookie, IN_PLACE) for map_ in _moved_maps(manager)]
    turns = [count() for _picture in pictures]
    return lambda client, n: pictures[client] if next(turns[client]) % 2 else moving(client, n)


def _maps_in_turn() -> Request:
    """More of them than a process remembers: every one is drawn as if for the first time."""
    manager = User.objects.get(email="crowd-2@crowd.example")
    cookie = sign_in(manager)
    maps = [chart(account) for account in Account.objects.filter(kam=manager).order_by("pk")[:MAPS]]
    requests, turn = [http_get(map_.get_absolute_url(), cookie) for map_ in maps], count()
    return lambda _client, _n: requests[next(turn) % len(requests)]


def _signed_in(user: User) -> tuple[str, str]:
    """The cookie of somebody who may send forms, and the token that goes along."""
    token = _get_new_csrf_string()
    return f"{sign_in(user)}; {settings.CSRF_COOKIE_NAME}={token}", token
