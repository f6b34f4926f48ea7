"""Every address of the portal; names follow the paths."""

from django.contrib import admin
from django.urls import include, path

from kam_portal import health

urlpatterns = [
    path("", include("kam_portal.workspace.urls")),
    path("", include("accounts.urls")),
    path("", include("dossiers.urls")),
    path("", include("decision_map.urls")),
    path("", include("planning.urls")),
    path("", include("kam_portal.foundation.people.urls")),
    path("", include("kam_portal.foundation.notifications.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
