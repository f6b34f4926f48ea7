"""Pages asked by their names, and what they answer."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse


def get(client: Client, page: str, /, *arguments: Any, **query: Any) -> Any:
    return client.get(reverse(page, args=arguments), query)


def post(client: Client, page: str, /, *arguments: Any, **data: Any) -> Any:
    client.cookies.pop("messages", None)  # those said before
    return client.post(reverse(page, args=arguments), data)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())
