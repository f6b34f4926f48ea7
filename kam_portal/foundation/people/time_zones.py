"""Time zones to choose from, grouped by region."""

import zoneinfo
from functools import cache

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zones_by_region() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Choices for a form: ("Europe", (("Europe/Berlin", "Berlin"), ...)), and UTC."""
    names = sorted(zoneinfo.available_timezones())
    groups = [
        (region, tuple((name, _city(name)) for name in names if name.startswith(f"{region}/"))) for region in REGIONS
    ]
    return (*groups, ("UTC", (("UTC", "UTC"),)))


def _city(name: str) -> str:
    return name.split("/", 1)[1].replace("_", " ").replace("/", ", ")
