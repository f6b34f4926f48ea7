"""Addresses of planning; names follow the paths. A file a room, so that each is found where its pages are."""

from django.urls import include, path

from planning.urls import (
    actions,
    communications,
    discussion,
    files,
    four_ps,
    goals,
    opportunities,
    plans,
    resources,
    white_space,
)

_of_a_plan = [
    *plans.of_a_plan,
    *goals.of_a_plan,
    *four_ps.of_a_plan,
    *opportunities.of_a_plan,
    *actions.of_a_plan,
    *resources.of_a_plan,
    *communications.of_a_plan,
    *discussion.of_a_plan,
]

urlpatterns = [
    path("accounts/<int:account_id>/plans/", include([*plans.of_an_account])),
    path("accounts/<int:account_id>/", include([*white_space.of_an_account])),
    path("plans/<int:plan_id>/", include(_of_a_plan)),
    *files.beside_a_plan,
    *white_space.of_the_company,
    *opportunities.of_the_company,
]
