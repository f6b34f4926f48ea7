from __future__ import annotations

from django.urls.resolvers import URLPattern, URLResolver

of_a_plan: list[URLPattern | URLResolver] = []
