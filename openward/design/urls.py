from django.urls import path

from openward.design import views

urlpatterns = [path("design", views.design, name="design")]
