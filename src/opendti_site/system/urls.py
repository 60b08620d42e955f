"""Addresses of the system's page."""

from __future__ import annotations

from django.urls import path

from opendti_site.system import views

app_name = "system"
urlpatterns = [
    path("he-thong/", views.page, name="page"),
    path("he-thong/viec/<uuid:pk>/chay-lai/", views.retry, name="retry"),
    path("he-thong/viec/<uuid:pk>/huy/", views.cancel, name="cancel"),
    path("he-thong/viec/<uuid:pk>/bo-qua/", views.dismiss, name="dismiss"),
    path("he-thong/kiem-niem-phong/", views.verify, name="verify"),
    path("he-thong/thu-thu/", views.send_test_letter, name="send_test_letter"),
    path("he-thong/sao-luu/", views.back_up, name="back_up"),
]
