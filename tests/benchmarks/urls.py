"""All addresses of the portal, and the limit view: session, user, one select by key, a tiny template."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from accounts.models import Account

TINY = engines["django"].from_string(
    "<!doctype html><title>{{ account.trade_name }}</title><p>{{ user.full_name }}</p>"
)


def limit(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(TINY.render({"account": Account.objects.get(pk=pk), "user": request.user}, request))


urlpatterns = [path("limit/<int:pk>/", limit, name="limit"), path("", include("kam_portal.urls"))]
