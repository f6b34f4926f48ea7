from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from planning.views import discussion

of_a_plan: list[URLPattern | URLResolver] = [
    path("discussion/", discussion.discussion, name="discussion"),
    path("comments/new/", discussion.comment_new, name="comment_new"),
    path("comments/<int:pk>/answer/", discussion.comment_answer, name="comment_answer"),
    path("comments/<int:pk>/edit/", discussion.comment_edit, name="comment_edit"),
    path("comments/<int:pk>/resolve/", discussion.comment_resolve, name="comment_resolve"),
    path("comments/<int:pk>/reopen/", discussion.comment_reopen, name="comment_reopen"),
    path("comments/<int:pk>/remove/", discussion.comment_remove, name="comment_remove"),
]
