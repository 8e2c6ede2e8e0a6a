"""Addresses of this room's pages."""

from django.urls import URLPattern, path

from openward.contributions.views import comments, drafts, receipts, stories

urlpatterns: list[URLPattern] = [
    path("s/<slug:slug>/tell/", stories.story_new, name="story_new"),
    path("s/<slug:slug>/tell/preview/", stories.story_preview, name="story_preview"),
    path("s/<slug:slug>/tell/send/", stories.story_send, name="story_send"),
    path("s/<slug:slug>/tell/later/", drafts.story_keep, name="story_keep"),
    path("receipt/<str:code>/draft/", drafts.draft_show, name="draft_show"),
    path("receipt/<str:code>/draft/words/", drafts.draft_words, name="draft_words"),
    path("c/<uuid:key>/reply/", comments.comment_new, name="comment_new"),
    path("receipt/<str:code>/sent/", stories.story_sent, name="story_sent"),
    path("receipt/<str:code>/consents/", receipts.consents_edit, name="consents_edit"),
    path("receipt/<str:code>/words/", receipts.story_edit, name="story_edit"),
    path("receipt/<str:code>/take-back/", receipts.story_withdraw, name="story_withdraw"),
    path("receipt/<str:code>/erase/", receipts.story_erase, name="story_erase"),
    path("receipt/<str:code>/suggestion/agree/", receipts.edit_accept, name="edit_accept"),
    path("receipt/<str:code>/suggestion/keep-mine/", receipts.edit_decline, name="edit_decline"),
]
