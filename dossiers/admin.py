"""Looking into dossiers in Django's admin; changes go through the pages."""

from django.contrib import admin

from dossiers.models import (
    Answer,
    Attachment,
    AttachmentVersion,
    ClientLadder,
    CompetitorLadder,
    DiaryEntry,
    Dossier,
    EventAhead,
    Fact,
    FactCheck,
    FinancialYear,
    LadderInvitation,
    NextStep,
    Review,
    Section,
    TableRow,
)
from kam_portal.foundation.history.admin import ReadOnlyAdmin


@admin.register(Dossier)
class DossierAdmin(ReadOnlyAdmin):
    list_display = ("account", "due_on", "signed_on", "review_state", "completeness")
    list_filter = ("review_state",)
    search_fields = ("account__trade_name",)
    list_select_related = ("account",)


@admin.register(Section)
class SectionAdmin(ReadOnlyAdmin):
    list_display = ("account", "key", "version")
    list_filter = ("key",)
    list_select_related = ("account",)


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin):
    list_display = ("account", "section", "key", "as_of", "by", "source")
    list_filter = ("section",)
    search_fields = ("account__trade_name", "key")
    list_select_related = ("account", "by")


@admin.register(TableRow)
class TableRowAdmin(ReadOnlyAdmin):
    list_display = ("account", "table", "__str__", "as_of", "by", "source")
    list_filter = ("table",)
    search_fields = ("account__trade_name",)
    list_select_related = ("account", "by")


@admin.register(FinancialYear)
class FinancialYearAdmin(ReadOnlyAdmin):
    list_display = ("account", "year", "currency", "turnover", "profit", "headcount")
    list_select_related = ("account",)


@admin.register(EventAhead)
class EventAheadAdmin(ReadOnlyAdmin):
    list_display = ("account", "on", "kind", "title")
    list_filter = ("kind",)
    list_select_related = ("account",)


@admin.register(DiaryEntry)
class DiaryEntryAdmin(ReadOnlyAdmin):
    list_display = ("account", "on", "kind", "mood", "by")
    list_filter = ("kind",)
    list_select_related = ("account", "by")


@admin.register(NextStep)
class NextStepAdmin(ReadOnlyAdmin):
    list_display = ("account", "text", "on", "owner", "done_on")
    list_select_related = ("account", "owner")


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("account", "title", "file_name", "section", "latest")
    list_filter = ("section",)
    list_select_related = ("account",)


@admin.register(AttachmentVersion)
class AttachmentVersionAdmin(ReadOnlyAdmin):
    list_display = ("account", "original_name", "number", "size", "content_type", "by", "at")
    list_filter = ("content_type",)
    list_select_related = ("account", "by")


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ("account", "number", "state", "due_on", "signed_on", "signed_by")
    list_filter = ("state",)
    list_select_related = ("account", "signed_by")


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ("review", "topic", "verdict", "answered_by", "answered_at")
    list_filter = ("verdict",)
    list_select_related = ("review", "answered_by")


@admin.register(FactCheck)
class FactCheckAdmin(ReadOnlyAdmin):
    list_display = ("review", "topic", "key", "verdict", "checked_by", "checked_at")
    list_filter = ("verdict",)
    list_select_related = ("review", "checked_by")


@admin.register(CompetitorLadder)
class CompetitorLadderAdmin(ReadOnlyAdmin):
    list_display = ("account", "competitor", "as_of", "by", "source")
    list_select_related = ("account", "competitor", "by")


@admin.register(LadderInvitation)
class LadderInvitationAdmin(ReadOnlyAdmin):
    list_display = ("account", "contact", "made_by", "created_at", "expires_at", "answered_at", "withdrawn_at")
    list_select_related = ("account", "contact", "made_by")
    exclude = ("digest",)


@admin.register(ClientLadder)
class ClientLadderAdmin(ReadOnlyAdmin):
    list_display = ("account", "contact", "answered_at")
    list_select_related = ("account", "contact")
