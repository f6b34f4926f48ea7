"""The row of tabs and the header of an account's pages."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise

from accounts import contact_columns as columns_of_contacts
from accounts import tabs
from accounts.contact_columns import Known
from accounts.models import Account, Contact, Status

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


@register.simple_tag
def contact_columns() -> list[str | Promise]:
    return columns_of_contacts.titles()


@register.filter
def known_of(contact: Contact) -> list[Known]:
    return columns_of_contacts.known_of(contact)


@register.filter
def status_tone(status: str) -> str:
    """The tone of the pill for an account's status; closed and unknown ones stay muted."""
    return TONES.get(Status(status), "")
