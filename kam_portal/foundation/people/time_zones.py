"""Time zones to choose from, grouped by region, with cities in the reader's language where Babel knows them."""

import zoneinfo
from functools import cache

from babel import Locale
from babel.core import get_global
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REGIONS: dict[str, Promise] = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}


@cache
def zones_by_region(language: str) -> tuple[tuple[str | Promise, tuple[tuple[str, str], ...]], ...]:
    """Choices for a form: ("Europe", (("Europe/Berlin", "Berlin"), ...)), and UTC."""
    cities = _cities(language)
    groups = [
        (title, tuple((name, city) for city, name in cities if name.startswith(f"{region}/")))
        for region, title in REGIONS.items()
    ]
    return (*groups, ("UTC", (("UTC", "UTC"),)))


def _cities(language: str) -> list[tuple[str, str]]:
    """Every zone with its city, in the order of the cities."""
    zones, aliases = Locale.parse(language, sep="-").time_zones, get_global("zone_aliases")
    known = {aliases.get(name, name): zone["city"] for name, zone in zones.items() if "city" in zone}
    names = (name for name in zoneinfo.available_timezones() if "/" in name)
    return sorted((known.get(aliases.get(name, name)) or _city(name), name) for name in names)


def _city(name: str) -> str:
    return name.split("/", 1)[1].replace("_", " ").replace("/", ", ")
