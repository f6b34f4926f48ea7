"""What stands on every page of one account: the row of tabs and the notes in its header.

Upper floors register their own in AppConfig.ready(), so a floor that does not exist leaves no dead tab.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Tab:
    """One entry. `url_name` takes the account's id; `pages` are further URL names on which it counts as open."""

    key: str
    title: str | Promise
    url_name: str
    order: int
    pages: frozenset[str] = frozenset()


_tabs: dict[str, Tab] = {}
_header_notes: list[str] = []


def register(tab: Tab) -> None:
    """Add a tab. Orders in use: overview 10, dossier 20, decision map 30, plan 40, diary 50, history 60."""
    _tabs[tab.key] = tab


def register_header_note(template_name: str) -> None:
    """Add a template shown at the right of the header; its context is the page's, with `account`."""
    if template_name not in _header_notes:
        _header_notes.append(template_name)


def tabs() -> list[Tab]:
    return sorted(_tabs.values(), key=lambda tab: tab.order)


def header_notes() -> list[str]:
    return list(_header_notes)


def open_tab(url_name: str, path: str, addresses: dict[str, str]) -> str:
    """The key of the tab a page belongs to: named by the tab, else the tab with the longest address above the page."""
    for tab in tabs():
        if url_name == tab.url_name or url_name in tab.pages:
            return tab.key
    above = [key for key, address in addresses.items() if path.startswith(address)]
    return max(above, key=lambda key: len(addresses[key]), default="")
