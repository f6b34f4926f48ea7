"""Addresses under one map beside its page and table: alerts, what if somebody leaves, files."""

from django.urls import path

from decision_map.views import alerts, files, leaving

MAP = "accounts/<int:account_id>/map/<int:map_id>"
urlpatterns = [
    path(f"{MAP}/alerts/<slug:alert>/put-aside/", alerts.map_alert_put_aside, name="map_alert_put_aside"),
    path(f"{MAP}/alerts/<slug:alert>/back/", alerts.map_alert_back, name="map_alert_back"),
    path(f"{MAP}/people/<int:pk>/leaves/", leaving.map_leaves, name="map_leaves"),
    path(f"{MAP}/map.svg", files.map_svg, name="map_svg"),
    path(f"{MAP}/map.pdf", files.map_pdf, name="map_pdf"),
]
