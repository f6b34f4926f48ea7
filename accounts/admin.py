"""The accounts floor in Django's admin, for looking only."""

from django.contrib import admin

from accounts.models import Account, AccountMember, AccountYear, Assignment, Contact, StatusChange
from kam_portal.foundation.history.admin import ReadOnlyAdmin


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("trade_name", "status", "status_since", "kam")
    list_filter = ("status",)
    list_select_related = ("kam",)
    search_fields = ("trade_name", "legal_name", "registration_id")


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    list_display = ("account", "status", "since", "decided_by")
    list_select_related = ("account", "decided_by")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ("account", "manager", "started_on", "ended_on")
    list_select_related = ("account", "manager")


@admin.register(AccountMember)
class AccountMemberAdmin(ReadOnlyAdmin):
    list_display = ("account", "user", "function", "can_edit")
    list_select_related = ("account", "user")


@admin.register(AccountYear)
class AccountYearAdmin(ReadOnlyAdmin):
    list_display = ("account", "year", "currency", "sales", "margin", "cost_to_serve")
    list_select_related = ("account",)


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display = ("name", "title", "account")
    list_select_related = ("account",)
    search_fields = ("name",)
