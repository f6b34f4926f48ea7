"""Lists of accounts: those one may read, and the directory everybody sees."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, TypedDict

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts import listing
from accounts.access import require
from accounts.models import Account, Status
from accounts.narrowing import Narrowing, narrowing
from accounts.querysets import ids_of_owners_read_by
from accounts.templatetags.account_page import status_tone
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

READS = ("pk", "trade_name", "status", "industry", "kam__full_name", "annual_sales", "annual_sales_currency")


class Line(TypedDict):
    """One account of the list, in words; a mapping, which templates read faster than an object."""

    pk: int
    name: str
    industry: str
    status: str | Promise
    tone: str
    kam: str
    sales: str
    # Title of the column, escaped once for all rows, and what it says.
    cells: list[tuple[SafeString, listing.Cell]]


@require_safe
def accounts(request: SignedInRequest) -> HttpResponse:
    user = request.user
    today = timezone.localdate()
    owners = ids_of_owners_read_by(user, today)
    visible = Account.objects.visible_to(user, today, owners=owners)
    asked = narrowing(user, owners, request.GET.dict())
    columns = [(column, escape(str(column.title))) for column in listing.columns()]
    reads = [*READS, *(name for column, _title in columns for name in column.reads)]
    page = page_of(asked.apply(visible, today).values(*reads), request.GET.get("page"))
    nearly = bool(asked.query and not page.rows)
    if nearly:
        page = page_of(asked.apply(visible, today, nearly=True).values(*reads), request.GET.get("page"))
    page.rows[:] = [_line(row, columns, today) for row in page]
    context = {"asked": asked, "page": page, "nearly": nearly, "headings": _headings(asked)}
    return render(request, "accounts/list.html", {**context, "may_create": user.may(Right.CREATE_ACCOUNT)})


def _line(row: dict[str, Any], columns: list[tuple[listing.Column, SafeString]], today: datetime.date) -> Line:
    return Line(
        pk=row["pk"],
        name=row["trade_name"],
        industry=row["industry"],
        status=Status(row["status"]).label,
        tone=status_tone(row["status"]),
        kam=row["kam__full_name"] or "",
        sales=listing.money_in_words(row["annual_sales"], row["annual_sales_currency"]),
        cells=[(title, column.cell(row, today)) for column, title in columns],
    )


@dataclass(frozen=True)
class Heading:
    """A column's title; `sort` is the order its link asks for, `direction` what is shown now (aria-sort)."""

    title: str | Promise
    sort: str
    direction: str
    is_number: bool


def _headings(asked: Narrowing) -> list[Heading]:
    now = asked.sort or ("" if asked.query else "name")
    found = []
    for key, (title, _order) in listing.orders().items():
        direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
        found.append(Heading(title, f"-{key}" if now == key else key, direction, key == "sales"))
    return found


@require_safe
def directory(request: SignedInRequest) -> HttpResponse:
    user = request.user
    require(user, Right.SEE_DIRECTORY)
    today = timezone.localdate()
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    cards = Account.objects.in_directory_of(user)
    reads = ("pk", "trade_name", "status", "kam__full_name")
    found = cards.containing(query, column="name_key") if query else cards.order_by(*listing.BY_NAME)
    page = page_of(found.values(*reads), request.GET.get("page"))
    nearly = bool(query and not page.rows)
    if nearly:
        page = page_of(cards.resembling(query, column="name_key").values(*reads), request.GET.get("page"))
    shown = Account.objects.visible_to(user, today).filter(pk__in=[row["pk"] for row in page])
    readable = set(shown.order_by().values_list("pk", flat=True))
    for row in page:
        row |= {"label": Status(row["status"]).label, "tone": status_tone(row["status"])}
        row["is_readable"] = row["pk"] in readable
    return render(request, "accounts/directory.html", {"page": page, "query": query, "nearly": nearly})
