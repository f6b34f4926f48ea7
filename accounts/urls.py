"""Addresses of the accounts floor."""

from django.urls import include, path

from accounts.views import accounts, assignments, contacts, directory, editing, importing, pareto, personal, team, years

urlpatterns = [
    path("accounts/", directory.accounts, name="accounts"),
    path("accounts/directory/", directory.directory, name="directory"),
    path("accounts/new/", accounts.account_new, name="account_new"),
    path("accounts/import/", importing.import_start, name="import_start"),
    path("accounts/import/<int:pk>/", importing.import_result, name="import_result"),
    path("accounts/import/<int:pk>/check/", importing.import_check, name="import_check"),
    path("accounts/import/<int:pk>/run/", importing.import_run, name="import_run"),
    path("accounts/import/<int:pk>/rejected.csv", importing.import_rejected, name="import_rejected"),
    path("accounts/<int:account_id>/edit/", editing.account_edit, name="account_edit"),
    path("accounts/<int:account_id>/status/", accounts.account_status, name="account_status"),
    path("accounts/<int:account_id>/team/", team.account_team, name="account_team"),
    path("accounts/<int:account_id>/assign/", team.account_assign, name="account_assign"),
    path("accounts/<int:account_id>/team/add/", team.member_add, name="member_add"),
    path("accounts/<int:account_id>/team/<int:pk>/remove/", team.member_remove, name="member_remove"),
    path("accounts/<int:account_id>/contacts/", contacts.contacts, name="contacts"),
    path("accounts/<int:account_id>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("accounts/<int:account_id>/contacts.vcf", contacts.contacts_cards, name="contacts_cards"),
    path("accounts/<int:account_id>/contacts/<int:pk>/card.vcf", contacts.contact_card, name="contact_card"),
    path("accounts/<int:account_id>/contacts/<int:pk>/edit/", contacts.contact_edit, name="contact_edit"),
    path("accounts/<int:account_id>/contacts/<int:pk>/remove/", contacts.contact_remove, name="contact_remove"),
    path("accounts/<int:account_id>/contacts/<int:pk>/data/", personal.contact_data, name="contact_data"),
    path("accounts/<int:account_id>/contacts/<int:pk>/data.json", personal.contact_export, name="contact_export"),
    path("accounts/<int:account_id>/contacts/<int:pk>/erase/", personal.contact_erase, name="contact_erase"),
    path("accounts/<int:account_id>/years/new/", years.year_new, name="year_new"),
    path("accounts/<int:account_id>/years/<int:pk>/edit/", years.year_edit, name="year_edit"),
    path("accounts/<int:account_id>/years/<int:pk>/remove/", years.year_remove, name="year_remove"),
    path("selection/pareto/", pareto.pareto, name="pareto"),
    path("assignments/", assignments.assignments, name="assignments"),
    path("", include("accounts.selection.urls")),
]
