"""Addresses under one map beside its page and table: alerts, what if somebody leaves, files."""

from django.urls import path

from decision_map.views import alerts, files, importing, leaving

urlpatterns = [
    path("alerts/<slug:alert>/put-aside/", alerts.map_alert_put_aside, name="map_alert_put_aside"),
    path("alerts/<slug:alert>/back/", alerts.map_alert_back, name="map_alert_back"),
    path("people/<int:pk>/leaves/", leaving.map_leaves, name="map_leaves"),
    path("import/", importing.map_import, name="map_import"),
    path("import/take/", importing.map_import_take, name="map_import_take"),
    path("people/<int:pk>/card.vcf", files.actor_card, name="actor_card"),
    path("map.vcf", files.map_cards, name="map_cards"),
    path("map.svg", files.map_svg, name="map_svg"),
    path("map.png", files.map_png, name="map_png"),
    path("map.xlsx", files.map_xlsx, name="map_xlsx"),
    path("map.pdf", files.map_pdf, name="map_pdf"),
]
