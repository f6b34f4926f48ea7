"""What the company says once for all plans: its products and the checklist of work at each stage. For admins."""

from __future__ import annotations

from collections.abc import Callable

from django.db import models
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers.forms import initial_of
from kam_portal.foundation.history.buttons import acted
from kam_portal.foundation.history.editing import edit_page, keeps_typed_text, posted
from kam_portal.foundation.people.access import require
from kam_portal.foundation.people.roles import Right
from kam_portal.foundation.people.signed_in import SignedInRequest
from planning.access import get_of_company
from planning.models import Product, StageWork
from planning.opportunities.checklist import add_stage_work, edit_stage_work, move_stage_work, works_by_stage
from planning.opportunities.forms import StageWorkEdit, StageWorkForm
from planning.ordering import order_of
from planning.white_space.forms import ProductEdit, ProductForm
from planning.white_space.products import add_product, edit_product, move_product

FORM = ["GET", "HEAD", "POST"]
# The button that saves a new one and opens the page for the next.
ANOTHER = "another"


@require_safe
def products(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    found = list(Product.objects.all())
    return render(request, "planning/products.html", {"products": found, "order": order_of(found)})


@require_http_methods(FORM)
@keeps_typed_text
def product_new(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    form = ProductForm(posted(request))
    return _page(request, form, _("A new product"), lambda: add_product(**form.cleaned_data), back="products")


@require_http_methods(FORM)
@keeps_typed_text
def product_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    product = get_of_company(request.user, Product, pk)
    form = ProductEdit(posted(request), initial=initial_of(product, ProductForm), version=product.version)
    return _page(
        request,
        form,
        _("Edit “%(name)s”") % {"name": product.name},
        lambda: edit_product(product=product, version=form.version, changes=form.changes()),
        back="products",
        record=product,
    )


@require_POST
def product_move(request: SignedInRequest, pk: int) -> HttpResponse:
    product = get_of_company(request.user, Product, pk)
    up, order = _way(request)
    return _moved(request, lambda: move_product(product=product, up=up, order=order), product.name, "products")


@require_safe
def stage_works(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    stages = [(phase, stage, works, order_of(works)) for phase, stage, works in works_by_stage()]
    return render(request, "planning/stage_works.html", {"stages": stages})


@require_http_methods(FORM)
@keeps_typed_text
def stage_work_new(request: SignedInRequest) -> HttpResponse:
    require(request.user, Right.RUN_EVERYTHING)
    form = StageWorkForm(posted(request), initial={"stage": request.GET.get("stage", "")})
    title = _("A new line of the checklist")
    return _page(request, form, title, lambda: add_stage_work(**form.cleaned_data), back="stage_works")


@require_http_methods(FORM)
@keeps_typed_text
def stage_work_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    work = get_of_company(request.user, StageWork, pk)
    form = StageWorkEdit(posted(request), initial=initial_of(work, StageWorkForm), version=work.version)
    return _page(
        request,
        form,
        _("Edit “%(name)s”") % {"name": work.text},
        lambda: edit_stage_work(work=work, version=form.version, changes=form.changes()),
        back="stage_works",
        record=work,
    )


@require_POST
def stage_work_move(request: SignedInRequest, pk: int) -> HttpResponse:
    work = get_of_company(request.user, StageWork, pk)
    up, order = _way(request)
    return _moved(request, lambda: move_stage_work(work=work, up=up, order=order), work.text, "stage_works")


def _page(
    request: SignedInRequest,
    form: Form,
    title: str,
    save: Callable[[], object],
    *,
    back: str,
    record: models.Model | None = None,
) -> HttpResponse:
    """One thing that is added, alone or with a next one, or edited; `back` is the URL name of the list it stands in."""
    there, is_new = reverse(back), record is None
    return edit_page(
        request,
        form=form,
        record=record,
        save=save,
        template="planning/company_edit.html",
        context={"title": title, "back": there, "another": ANOTHER if is_new else ""},
        then=request.get_full_path() if is_new and ANOTHER in request.POST else there,
    )


def _way(request: SignedInRequest) -> tuple[bool, str]:
    return request.POST.get("way") == "up", request.POST.get("order", "")


def _moved(request: SignedInRequest, move: Callable[[], None], name: str, back: str) -> HttpResponse:
    return acted(request, act=move, back=reverse(back), said=pgettext("line of a list", "“%s” was moved.") % name)
