"""Every address of the portal; names follow the paths."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
    # floors
]
