"""People and teams in Django's admin: for looking only, behind the portal's own sign-in."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from kam_portal.foundation.history.admin import ReadOnlyAdmin
from kam_portal.foundation.people.models import Team, User

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
