"""The curve of turnover and profit by client, with the table of the same figures."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import pareto as curve
from accounts.kaism.shares import A_UP_TO
from kam_portal.foundation.charts.curve import share_curve
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of

WIDTH, HEIGHT = 480, 190
READS = (
    "account__pk",
    "account__trade_name",
    "account__kam__full_name",
    "account__status",
    "amount",
    "rank",
    "share",
    "cumulative",
    "letter",
)


@require_safe
def pareto(request: SignedInRequest) -> HttpResponse:
    clients = curve.clients_of(request.user, timezone.localdate())
    known = curve.years_known(clients)
    asked = curve.asked_by(request.GET.dict(), known)
    if asked is None:
        return render(request, "accounts/pareto.html", {"asked": None})
    figures = curve.figures_of(clients, asked)
    summary, rows = curve.summary_of(figures), curve.portions(figures)
    drawn = share_curve(
        curve.points_of(rows, summary.clients),
        of=summary.clients,
        mark=A_UP_TO,
        met_at=None if summary.mark is None else (summary.mark, summary.reached),
        lowest=summary.lowest,
        width=WIDTH,
        height=HEIGHT,
    )
    missing, missing_count = curve.missing_of(clients, asked)
    context = {
        "asked": asked,
        "of": curve.key_of(asked.year, asked.currency),
        "choices": [(curve.key_of(*pair), f"{pair[0]}, {pair[1]}") for pair in known],
        "measures": curve.MEASURES.items(),
        "measure": curve.MEASURES[asked.measure],
        "summary": summary,
        "curve": drawn,
        "treatments": curve.treatments_of(figures, summary),
        "kam_treated": curve.KAM_TREATED,
        "page": page_of(rows.values(*READS), request.GET.get("page"), known=summary.clients),
        "elsewhere": curve.kept_elsewhere(clients, asked),
        "missing": missing,
        "more_missing": missing_count - len(missing),
    }
    return render(request, "accounts/pareto.html", context)
