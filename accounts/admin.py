"""The accounts floor in Django's admin, for looking only."""

from typing import ClassVar

from django.contrib import admin

from accounts.models import Account, AccountMember, AccountYear, Assignment, Contact, StatusChange
from kam_portal.foundation.history.admin import ReadOnlyAdmin


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display: ClassVar[list[str]] = ["trade_name", "status", "status_since", "kam"]
    list_filter: ClassVar[list[str]] = ["status"]
    list_select_related: ClassVar[list[str]] = ["kam"]
    search_fields: ClassVar[list[str]] = ["trade_name", "legal_name", "registration_id"]


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    list_display: ClassVar[list[str]] = ["account", "status", "since", "decided_by"]
    list_select_related: ClassVar[list[str]] = ["account", "decided_by"]


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display: ClassVar[list[str]] = ["account", "manager", "started_on", "ended_on"]
    list_select_related: ClassVar[list[str]] = ["account", "manager"]


@admin.register(AccountMember)
class AccountMemberAdmin(ReadOnlyAdmin):
    list_display: ClassVar[list[str]] = ["account", "user", "function", "can_edit"]
    list_select_related: ClassVar[list[str]] = ["account", "user"]


@admin.register(AccountYear)
class AccountYearAdmin(ReadOnlyAdmin):
    list_display: ClassVar[list[str]] = ["account", "year", "currency", "sales", "margin", "cost_to_serve"]
    list_select_related: ClassVar[list[str]] = ["account"]


@admin.register(Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display: ClassVar[list[str]] = ["name", "title", "account"]
    list_select_related: ClassVar[list[str]] = ["account"]
    search_fields: ClassVar[list[str]] = ["name"]
