"""Codes of currencies by ISO 4217, as Babel keeps them with where and until when each was paid with."""

from __future__ import annotations

from functools import cache

from babel.core import get_global

# "No currency", which the list has among the currencies.
NONE = "XXX"
# Of no country: metals, units of account of banks, the code for tests.
NOWHERE = "ZZ"


def is_currency(code: str, *, past: bool = False) -> bool:
    """Whether `code`, three capitals, is a currency of today; with `past` one that ended counts, too."""
    return code in _codes(past)


@cache
def _codes(past: bool) -> frozenset[str]:
    places = get_global("territory_currencies").items()
    known = (each for place, currencies in places if place != NOWHERE for each in currencies)
    return frozenset(code for code, _since, until, _is_tender in known if past or until is None) - {NONE}
