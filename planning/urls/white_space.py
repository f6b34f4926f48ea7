from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import company, white_space

of_an_account: list[URLPattern | URLResolver] = [
    path("white-space/", white_space.white_space, name="white_space"),
    path("white-space/<int:unit_id>/<int:product_id>/", white_space.space_edit, name="space_edit"),
]
of_the_company: list[URLPattern | URLResolver] = [
    path("plans/products/", company.products, name="products"),
    path("plans/products/new/", company.product_new, name="product_new"),
    path("plans/products/<int:pk>/edit/", company.product_edit, name="product_edit"),
    path("plans/products/<int:pk>/move/", company.product_move, name="product_move"),
]
