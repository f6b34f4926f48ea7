"""Two people write at once: nobody's words are lost, and what stands in the end was chosen."""

from __future__ import annotations

from types import SimpleNamespace

from playwright.sync_api import Page, expect

from accounts.models import Account
from dossiers.models import Fact, Section
from tests.browser.conftest import Visit, save


def facts(account: Account, *keys: str) -> dict[str, tuple[str, str]]:
    rows = Fact.objects.filter(account=account, key__in=keys)
    return {key: (value, name) for key, value, name in rows.values_list("key", "value", "by__full_name")}


def compared(page: Page, title: str) -> list[str]:
    return page.get_by_role("row").filter(has_text=title).get_by_role("cell").all_inner_texts()


def test_the_second_to_save_chooses_field_by_field(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    address = f"/accounts/{yard.pk}/dossier/general/edit/"
    anna, boris = visit(cast.anna, address), visit(cast.boris, address)
    expect(boris.get_by_label("What the company does")).to_be_focused()
    boris.get_by_label("What the company does").fill("Builds ferries and tankers.")
    boris.get_by_label("Mission").fill("Boris wrote this.")
    assert save(boris) == 302
    anna.get_by_label("What the company does").fill("Builds and refits ferries.")
    anna.get_by_label("Mission").fill("Anna wrote this.")
    anna.get_by_label("Positioning").fill("The yard that answers.")
    assert save(anna) == 409
    expect(anna.get_by_role("heading", name="Somebody saved this while you were writing.")).to_be_focused()
    expect(anna.get_by_text("Boris Klein saved it at")).to_be_visible()
    assert compared(anna, "What the company does") == [
        "Builds ferries.",
        "Builds ferries and tankers.",
        "Builds and refits ferries.",
    ]
    assert compared(anna, "Mission") == ["Ships that come home.", "Boris wrote this.", "Anna wrote this."]
    expect(anna.get_by_label("What the company does", exact=True)).to_have_value("Builds and refits ferries.")
    expect(anna.get_by_label("Mission", exact=True)).to_have_value("Anna wrote this.")
    expect(anna.get_by_label("Positioning", exact=True)).to_have_value("The yard that answers.")
    anna.get_by_role("radio", name="What the company does: keep what is stored").check()
    anna.get_by_role("radio", name="Mission: save mine").check()
    assert save(anna) == 302
    expect(anna.get_by_role("status")).to_have_text("“General” is saved.")
    assert facts(yard, "description", "mission", "positioning", "company_history") == {
        "description": ("Builds ferries and tankers.", "Boris Klein"),
        "mission": ("Anna wrote this.", "Anna Petrova"),
        "positioning": ("The yard that answers.", "Anna Petrova"),
        "company_history": ("Three tankers a year.", "Anna Petrova"),
    }
    assert Section.objects.get(account=yard, key="general").version == 3


def test_two_sections_do_not_collide(cast: SimpleNamespace, yard: Account, visit: Visit) -> None:
    anna = visit(cast.anna, f"/accounts/{yard.pk}/dossier/general/edit/")
    boris = visit(cast.boris, f"/accounts/{yard.pk}/dossier/relationship/edit/")
    anna.get_by_label("Mission").fill("Anna wrote this.")
    boris.get_by_label("Whom they worked with before").fill("Boris wrote this.")
    assert (save(boris), save(anna)) == (302, 302)
    assert facts(yard, "mission", "worked_before") == {
        "mission": ("Anna wrote this.", "Anna Petrova"),
        "worked_before": ("Boris wrote this.", "Boris Klein"),
    }
