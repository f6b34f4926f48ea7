"""The measures of a map in words: a figure, what it counts, and for how many it is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decision_map.description import ROLES
from decision_map.measures import Measures, Ratio, Role, Thresholds

NOTHING = "—"


@dataclass(frozen=True)
class Measured:
    """`key` is a name of measures.Measures."""

    key: str
    figure: str
    label: str
    note: str = ""


def measured(found: Measures, thresholds: Thresholds) -> list[Measured]:
    return [*_counted(found), *_judged(found, thresholds)]


def counted(found: Measures) -> list[Measured]:
    """What is known without a judgement, for whoever may not read those."""
    return list(_counted(found))


def _counted(found: Measures) -> Iterator[Measured]:
    vacancies = ngettext("and %(n)d vacant post", "and %(n)d vacant posts", found.vacancies) % {"n": found.vacancies}
    yield Measured("people", str(found.people), _("people on the map"), vacancies if found.vacancies else "")
    threads = f"{found.threads_theirs} : {found.threads_ours}"
    yield Measured("threads", threads, _("threads: in contact there : of us"))


def _judged(found: Measures, thresholds: Thresholds) -> Iterator[Measured]:
    yield _ratio("coverage", found.coverage, _("people covered"))
    yield _share("coverage_by_influence", found.coverage_by_influence, _("coverage weighed by influence"))
    yield _ratio("coverage_of_decision_makers", found.coverage_of_decision_makers, _("decision makers covered"))
    missing = [str(title) for key, title in ROLES if not found.who_fills[Role(key)]]
    note = _("nobody is: %(roles)s") % {"roles": ", ".join(missing)} if missing else ""
    yield Measured("roles_filled", _of(found.roles_filled), _("buying roles filled"), note)
    yield _share("net_support", found.net_support, _("net support, from −100 to 100 %"), signed=True)
    tally = f"{len(found.sponsors)} : {len(found.anti_sponsors)}"
    yield Measured("sponsors", tally, _("sponsors : anti-sponsors"))
    fresh = ngettext(
        "judgements not older than %(n)d day", "judgements not older than %(n)d days", thresholds.stale_after
    )
    yield _share("freshness", found.freshness, fresh % {"n": thresholds.stale_after})


def _ratio(key: str, ratio: Ratio, label: str) -> Measured:
    return Measured(key, _of(ratio), label, _unknown(ratio))


def _share(key: str, ratio: Ratio, label: str, *, signed: bool = False) -> Measured:
    return Measured(key, _percent(ratio, signed=signed), label, _unknown(ratio))


def _of(ratio: Ratio) -> str:
    return _("%(part)s of %(whole)s") % {"part": ratio.part, "whole": ratio.whole} if ratio.whole else NOTHING


def _percent(ratio: Ratio, *, signed: bool) -> str:
    if ratio.value is None:
        return NOTHING
    percent = (ratio.value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    sign = "+" if signed and percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{number_format(abs(percent))}\u00a0%"


def _unknown(ratio: Ratio) -> str:
    n = ratio.unknown
    return ngettext("not judged: %(n)d person", "not judged: %(n)d people", n) % {"n": n} if n else ""
