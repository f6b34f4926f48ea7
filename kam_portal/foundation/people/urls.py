"""Addresses; names follow the paths. Of allauth only what a closed portal needs: no sign-up, no e-mail management."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from kam_portal.foundation.people.views import directory, passwords, profile, teams

sign_in: list[URLPattern | URLResolver] = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        passwords.password_from_link,
        name="account_reset_password_from_key",
    ),
    path("language/", login_not_required(set_language), name="set_language"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", include(sign_in)),
    path("me/", profile.me, name="me"),
    path("me/absence/", profile.me_absence, name="me_absence"),
    path("people/", directory.people, name="people"),
    path("people/invite/", directory.person_invite, name="person_invite"),
    path("people/<int:person_id>/edit/", directory.person_edit, name="person_edit"),
    path("people/<int:person_id>/invite-again/", directory.person_invite_again, name="person_invite_again"),
    path("people/<int:person_id>/deactivate/", directory.person_deactivate, name="person_deactivate"),
    path("people/<int:person_id>/reactivate/", directory.person_reactivate, name="person_reactivate"),
    path("people/teams/new/", teams.team_new, name="team_new"),
    path("people/teams/<int:team_id>/edit/", teams.team_edit, name="team_edit"),
]
