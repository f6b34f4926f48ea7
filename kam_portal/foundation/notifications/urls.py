"""Addresses; names follow the paths."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from kam_portal.foundation.notifications import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("notifications/", views.inbox, name="inbox"),
    path("notifications/read-all/", views.messages_read, name="messages_read"),
    path("notifications/<int:pk>/read/", views.message_read, name="message_read"),
]
