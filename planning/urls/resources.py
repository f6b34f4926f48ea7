from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import resources

of_a_plan: list[URLPattern | URLResolver] = [
    path("resources/", resources.resources, name="resources"),
    path("resources/new/", resources.resource_new, name="resource_new"),
    path("resources/<int:pk>/edit/", resources.resource_edit, name="resource_edit"),
    path("resources/<int:pk>/remove/", resources.resource_remove, name="resource_remove"),
]
