"""The row of tabs and the header of an account's pages."""

from typing import Any

from django import template
from django.urls import reverse

from accounts import tabs
from accounts.models import Account, Status

register = template.Library()

TONES = {
    Status.KEY: "key",
    Status.KEY_DEVELOPMENT: "info",
    Status.CANDIDATE: "accent",
    Status.MAINTENANCE: "plain",
    Status.OPPORTUNISTIC: "plain",
}


@register.inclusion_tag("accounts/tabs.html", takes_context=True)
def account_tabs(context: dict[str, Any], account: Account) -> dict[str, Any]:
    addresses = {tab.key: reverse(tab.url_name, args=[account.pk]) for tab in tabs.tabs()}
    request = context["request"]
    match = request.resolver_match
    current = tabs.open_tab(match.url_name if match else "", request.path, addresses)
    return {"rows": [(tab.title, addresses[tab.key], tab.key == current) for tab in tabs.tabs()]}


@register.simple_tag
def header_notes() -> list[str]:
    return tabs.header_notes()


@register.filter
def status_tone(status: str) -> str:
    """The tone of the pill for an account's status; closed and unknown ones stay muted."""
    return TONES.get(Status(status), "")
