"""What the company says once: its products, and the checklist of work at each stage of a client's decision."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kam_portal.foundation.people.models import User
from planning.models import Product, Stage, StageWork

pytestmark = pytest.mark.django_db
FIRST = import_module("planning.migrations.0002_a_first_checklist")


@pytest.fixture
def ada(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.ada)


def order(rows: Any) -> str:
    return "-".join(str(row.pk) for row in rows)


def test_products_are_added_renamed_put_in_order_and_offered_no_longer(ada: Client) -> None:
    new, listed = reverse("product_new"), reverse("products")
    for name, pressed, leads_to in (("Pumps", {"another": "1"}, new), ("Valves", {}, listed), ("Service", {}, listed)):
        assert ada.post(new, {"name": name, "is_offered": "on"} | pressed)["Location"] == leads_to
    taken = ada.post(reverse("product_new"), {"name": "Pumps"})
    assert "There is a product of this name already" in str(taken.context["form"].errors)
    pumps, valves, service = Product.objects.all()
    read = order(Product.objects.all())
    ada.post(reverse("product_move", args=[service.pk]), {"way": "up", "order": read})
    assert list(Product.objects.all()) == [pumps, service, valves]
    stale = ada.post(reverse("product_move", args=[service.pk]), {"way": "up", "order": read})
    assert "Somebody changed the order" in str([str(m) for m in get_messages(stale.wsgi_request)])
    ada.post(reverse("product_move", args=[pumps.pk]), {"way": "up", "order": order(Product.objects.all())})
    assert list(Product.objects.all()) == [pumps, service, valves]
    edit = reverse("product_edit", args=[valves.pk])
    assert ada.post(edit, {"name": "Valves and pipes", "version": 1}).status_code == 302
    late = ada.post(edit, {"name": "Valves", "is_offered": "on", "version": 1})
    assert (late.status_code, late.context["conflict"].by) == (409, "Ada Lindqvist")
    valves.refresh_from_db()
    assert (valves.name, valves.is_offered, valves.version) == ("Valves and pipes", False, 2)
    assert "no longer used" in ada.get(reverse("products")).content.decode()


def test_a_line_of_the_checklist_is_edited_in_both_languages_and_moves_within_its_stage(ada: Client) -> None:
    StageWork.objects.all().delete()
    for text in ("One", "Two"):
        sent = {"stage": "search", "text_en": text, "text_ru": f"{text}-р", "is_asked": "on"}
        assert ada.post(reverse("stage_work_new"), sent).status_code == 302
    assert set(ada.post(reverse("stage_work_new"), {"stage": "x", "text_en": "a"}).context["form"].errors) == {
        "stage",
        "text_ru",
    }
    one, two = StageWork.objects.all()
    other = StageWork.objects.create(stage="need", text_en="Other", text_ru="Другое")
    ada.post(reverse("stage_work_move", args=[two.pk]), {"way": "up", "order": f"{one.pk}-{two.pk}"})
    assert list(StageWork.objects.filter(stage="search")) == [two, one]
    ada.post(reverse("stage_work_move", args=[other.pk]), {"way": "down", "order": ""})
    edit = reverse("stage_work_edit", args=[one.pk])
    changed = {"stage": "search", "text_en": "First", "text_ru": "Первое", "version": 1}
    assert [ada.post(edit, changed | more).status_code for more in ({}, {"text_en": "Late"})] == [302, 409]
    one.refresh_from_db()
    assert (one.text, one.is_asked, one.position) == ("First", False, 1)
    with translation.override("ru"):
        assert one.text == "Первое"


def test_a_company_begins_with_a_checklist_for_every_stage_and_keeps_its_own(ada: Client) -> None:
    StageWork.objects.all().delete()
    FIRST.forwards(apps, None)
    stages = list(StageWork.objects.values_list("stage", flat=True))
    assert {stage: stages.count(stage) for stage in Stage.values} == dict.fromkeys(Stage.values, 3)
    StageWork.objects.exclude(stage="need").delete()
    FIRST.forwards(apps, None)
    assert StageWork.objects.count() == 3
    assert ada.get(reverse("stage_works")).content.decode().count("Add a line: ") == len(Stage)
