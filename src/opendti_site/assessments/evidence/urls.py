"""Addresses of evidence."""

from __future__ import annotations

from django.urls import path

from opendti_site.assessments.evidence import views

HERE = "ho-so/<int:pk>/tieu-chi/<str:criterion>/tai-lieu/"
FILE = "tai-lieu/<int:pk>/tep/<int:number>/"

urlpatterns = [
    path(HERE, views.evidence, name="evidence"),
    path(HERE + "chon/", views.cite_step, name="cite_document"),
    path(HERE + "ly-do/", views.waive_step, name="waive_evidence"),
    path(HERE + "go/<int:link>/", views.withdraw_step, name="withdraw_citation"),
    path("tai-lieu/", views.documents, name="documents"),
    path("tai-lieu/<int:pk>/", views.document_page, name="document"),
    path("tai-lieu/<int:pk>/sua/", views.correct_page, name="correct_document"),
    path(FILE, views.document_file, name="document_file"),
    path(FILE + "xem-truoc/", views.document_preview, name="document_preview"),
    path(
        FILE + "trang/<int:page>/",
        views.document_picture,
        name="document_picture",
    ),
]
