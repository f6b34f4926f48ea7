"""Addresses of planning; names follow the paths. A file a room, so that each is found where its pages are."""

from django.urls import include, path

from planning.urls import actions, communications, files, goals, opportunities, plans

_of_a_plan = [
    *plans.of_a_plan,
    *goals.of_a_plan,
    *opportunities.of_a_plan,
    *actions.of_a_plan,
    *communications.of_a_plan,
    *files.of_a_plan,
]

urlpatterns = [
    path("accounts/<int:account_id>/plans/", include([*plans.of_an_account])),
    path("accounts/<int:account_id>/", include([*opportunities.of_an_account])),
    path("plans/<int:plan_id>/", include(_of_a_plan)),
    *files.beside_a_plan,
    *opportunities.of_the_company,
]
