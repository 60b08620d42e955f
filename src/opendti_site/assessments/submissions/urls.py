"""Addresses of submissions."""

from __future__ import annotations

from django.urls import path

from opendti_site.assessments.submissions import views

urlpatterns = [
    path("ho-so/", views.submissions, name="submissions"),
    path("ho-so/<int:pk>/", views.form_page, name="form_page"),
    path("ho-so/<int:pk>/chi-so/<str:main>/", views.form_page, name="form_main"),
    path(
        "ho-so/<int:pk>/tieu-chi/<str:criterion>/luu/",
        views.save_card,
        name="save_card",
    ),
    path(
        "ho-so/<int:pk>/tieu-chi/<str:criterion>/lich-su/",
        views.criterion_history,
        name="criterion_history",
    ),
    path("ho-so/<int:pk>/bang-tinh/xlsx/", views.form_sheet, name="form_sheet"),
    path("ho-so/<int:pk>/bang-tinh/", views.import_sheet, name="import_sheet"),
    path("ho-so/<int:pk>/bang-tinh/ghi/", views.write_sheet, name="write_sheet"),
    path("ho-so/<int:pk>/giai-trinh/", views.explanations, name="explanations"),
    path(
        "ho-so/<int:pk>/giai-trinh/<int:number>/",
        views.reply_page,
        name="reply",
    ),
    path("ho-so/<int:pk>/nop/", views.hand_in_page, name="hand_in"),
    path("ho-so/<int:pk>/chuyen-ky/", views.hand_over_step, name="hand_over"),
    path("ho-so/<int:pk>/chuyen-lai/", views.hand_back_step, name="hand_back"),
    path(
        "ho-so/<int:pk>/phieu-da-ky/",
        views.signed_sheet_step,
        name="attach_signed_sheet",
    ),
    path("ho-so/<int:pk>/rut-lai/", views.recall_step, name="recall_submission"),
    path("ho-so/<int:pk>/gia-han/", views.extend_page, name="extend_submission"),
    path("ky/<int:pk>/them-don-vi/", views.admit_page, name="admit_unit"),
    path("ho-so/<int:pk>/doi-khoi/", views.change_block_page, name="change_block"),
    path(
        "ky/<int:pk>/doi-bo-chi-so/",
        views.change_framework_page,
        name="change_framework",
    ),
    path("ho-so/<int:pk>/rut-khoi-ky/", views.withdraw_page, name="withdraw_unit"),
    path("ho-so/<int:pk>/tro-lai-ky/", views.readmit_page, name="readmit_unit"),
    path("ho-so/<int:pk>/tra-lai/", views.return_page, name="return_submission"),
]
