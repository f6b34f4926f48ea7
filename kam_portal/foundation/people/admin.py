"""People and teams in Django's admin: for looking only, behind the portal's own sign-in."""

import allauth.account.admin  # noqa: F401 - registers what is taken back below
import django.contrib.auth.admin  # noqa: F401 - registers what is taken back below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress, EmailConfirmation
from django.contrib import admin
from django.contrib.auth.models import Group

from kam_portal.foundation.history.admin import ReadOnlyAdmin
from kam_portal.foundation.people.models import Team, User

# Rights come from the role, e-mails from the person: these two would be a second way to write them.
for unused in (Group, EmailAddress, EmailConfirmation):
    if admin.site.is_registered(unused):
        admin.site.unregister(unused)

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("full_name", "email", "role", "function", "team", "is_active")
    list_filter = ("role", "is_active", "team")
    list_select_related = ("team",)
    search_fields = ("full_name", "email")
    exclude = ("password",)


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ("name", "lead")
    list_select_related = ("lead",)
    search_fields = ("name",)
