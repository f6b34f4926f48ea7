from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import communications

of_a_plan: list[URLPattern | URLResolver] = [
    path("communications/", communications.communications, name="communications"),
    path("communications/new/", communications.communication_new, name="communication_new"),
    path("communications/add/", communications.communication_add, name="communication_add"),
    path("communications/<int:pk>/edit/", communications.communication_edit, name="communication_edit"),
    path("communications/<int:pk>/told/", communications.communication_told, name="communication_told"),
    path("communications/<int:pk>/remove/", communications.communication_remove, name="communication_remove"),
]
