"""Addresses of the roof."""

from django.urls import path

from kam_portal.workspace.views import calendar, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", pages.search_everything, name="search"),
    path("me/calendar/", calendar.me_calendar, name="me_calendar"),
    path("me/calendar/make/", calendar.me_calendar_make, name="me_calendar_make"),
    path("me/calendar/off/", calendar.me_calendar_off, name="me_calendar_off"),
    path("calendar/<slug:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("accounts/<int:account_id>/", pages.account, name="account"),
]
