"""Addresses of this room's pages."""

from django.urls import path

from openward.notifications import views

urlpatterns = [
    path("messages/", views.message_list, name="message_list"),
    path("messages/read/", views.messages_read, name="messages_read"),
    path("messages/<uuid:key>/open/", views.message_open, name="message_open"),
    path("mailbox/", views.mailbox_show, name="mailbox_show"),
]
