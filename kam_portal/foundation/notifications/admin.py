"""Messages and digests, for looking only."""

from django.contrib import admin

from kam_portal.foundation.history.admin import ReadOnlyAdmin
from kam_portal.foundation.notifications.models import Digest, Message


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ("recipient", "local_day", "attempts", "sent_at", "dropped_at", "failed_at", "error")
    list_select_related = ("recipient",)
    list_filter = ("local_day",)
    ordering = ("-local_day", "-pk")


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("recipient", "topic", "stage", "subject_id", "due_on", "created_at", "read_at", "dropped_at")
    list_select_related = ("recipient",)
    list_filter = ("topic", "stage")
    ordering = ("-pk",)
    show_full_result_count = False
