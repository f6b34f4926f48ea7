"""Addresses; names follow the paths."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from decision_map.views import (
    across,
    away,
    by_hand,
    cards,
    contacts,
    limits,
    lines,
    maps,
    merging,
    people,
    posts,
    table,
    typed,
    undo,
)

of_a_map: list[URLPattern | URLResolver] = [
    path("", maps.map_page, name="map"),
    path("edit/", maps.map_edit, name="map_edit"),
    path("remove/", maps.map_remove, name="map_remove"),
    path("cards/<slug:card>/", cards.map_card, name="map_card"),
    path("undo/", undo.map_undo, name="map_undo"),
    path("table/", table.map_table, name="map_table"),
    path("contacts/", contacts.map_contacts, name="map_contacts"),
    path("posts/new/", posts.post_new, name="post_new"),
    path("posts/<int:pk>/edit/", posts.post_edit, name="post_edit"),
    path("posts/<int:pk>/remove/", posts.post_remove, name="post_remove"),
    path("posts/<int:pk>/under/", by_hand.post_under, name="post_under"),
    path("posts/<int:pk>/seat/", posts.post_seat, name="post_seat"),
    path("posts/<int:pk>/successor/", posts.post_successor, name="post_successor"),
    path("posts/<int:pk>/vacate/", posts.post_vacate, name="post_vacate"),
    path("people/new/", typed.actor_new, name="actor_new"),
    path("people/paste/", typed.people_paste, name="people_paste"),
    path("people/<int:pk>/judge/", people.actor_judge, name="actor_judge"),
    path("people/<int:pk>/judge/<slug:key>/", people.actor_tag, name="actor_tag"),
    path("people/<int:pk>/counterpart/", people.actor_counterpart, name="actor_counterpart"),
    path("people/<int:pk>/move/", people.actor_move, name="actor_move"),
    path("people/<int:pk>/away/", away.actor_away, name="actor_away"),
    path("people/<int:pk>/same/", merging.actor_same, name="actor_same"),
    path("people/<int:pk>/left/", people.actor_left, name="actor_left"),
    path("people/<int:pk>/back/", people.actor_back, name="actor_back"),
    path("lines/new/", lines.line_new, name="line_new"),
    path("lines/drawn/", by_hand.line_drawn, name="line_drawn"),
    path("lines/<int:pk>/edit/", lines.line_edit, name="line_edit"),
    path("lines/<int:pk>/remove/", lines.line_remove, name="line_remove"),
    path("", include("decision_map.alert_urls")),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("maps/alerts/", across.alerts, name="alerts"),
    path("maps/limits/", limits.alert_limits, name="alert_limits"),
    path("accounts/<int:account_id>/map/", maps.map_first, name="map_first"),
    path("accounts/<int:account_id>/map/new/", maps.map_new, name="map_new"),
    path("accounts/<int:account_id>/map/<int:map_id>/", include(of_a_map)),
]
