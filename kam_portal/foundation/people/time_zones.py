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
# [ours] Where most who work with the portal live: offered first, and not a second time under their region.
COMMON = (
    *("Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Novosibirsk"),
    *("Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Almaty", "Europe/Minsk"),
    *("Europe/Berlin", "Europe/London", "Europe/Paris", "Europe/Istanbul", "Asia/Dubai", "America/New_York"),
)


@cache
def zones_by_region(language: str) -> tuple[tuple[str | Promise, tuple[tuple[str, str], ...]], ...]:
    """Choices for a form: first the common ones, then ("Europe", (("Europe/Oslo", "Oslo"), ...)), and UTC."""
    cities = _cities(language)
    common = tuple((name, city) for city, name in cities if name in COMMON)
    groups = [
        (title, tuple((name, city) for city, name in cities if name.startswith(f"{region}/") and name not in COMMON))
        for region, title in REGIONS.items()
    ]
    return ((_("Often chosen"), common), *groups, ("UTC", (("UTC", "UTC"),)))


def _cities(language: str) -> list[tuple[str, str]]:
    """Every zone with its city, in the order of the cities."""
    zones, aliases = Locale.parse(language, sep="-").time_zones, get_global("zone_aliases")
    known = {aliases.get(name, name): zone["city"] for name, zone in zones.items() if "city" in zone}
    names = (name for name in zoneinfo.available_timezones() if "/" in name)
    return sorted((known.get(aliases.get(name, name)) or _city(name), name) for name in names)


def _city(name: str) -> str:
    return name.split("/", 1)[1].replace("_", " ").replace("/", ", ")
