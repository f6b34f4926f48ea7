"""Pages of upper floors that the reviews board leads to, registered in AppConfig.ready()."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class BoardLink:
    title: str | Promise
    url_name: str
    icon: str


_links: dict[str, BoardLink] = {}


def register(link: BoardLink) -> None:
    _links[link.url_name] = link


def links() -> list[BoardLink]:
    return list(_links.values())
