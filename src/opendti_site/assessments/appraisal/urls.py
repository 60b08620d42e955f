"""Addresses of the appraisal."""

from __future__ import annotations

from django.urls import path, register_converter

from opendti_site.assessments.appraisal import views
from opendti_site.assessments.appraisal.slugs import StageConverter

register_converter(StageConverter, "stage")
GRID = "tham-dinh/<int:pk>/<stage:stage>/<str:criterion>/"
UNIT_GRID = "ho-so/<int:pk>/tham-dinh/<stage:stage>/"

urlpatterns = [
    path("tham-dinh/", views.appraisals, name="appraisals"),
    path("tham-dinh/<int:pk>/", views.appraisal, name="appraisal"),
    path("tham-dinh/<int:pk>/don-vi/", views.appraisal_units, name="appraisal_units"),
    path("tham-dinh/<int:pk>/phan-cong/", views.assignments, name="assignments"),
    path("tham-dinh/<int:pk>/bien-ban.docx", views.minutes_file, name="minutes_file"),
    path(GRID, views.criterion_grid, name="criterion_grid"),
    path(GRID + "chap-nhan-con-lai/", views.accept_rest_step, name="accept_rest"),
    path(GRID + "chap-nhan-du/", views.accept_complete, name="accept_complete"),
    path(GRID + "<int:submission>/", views.appraise_unit, name="appraise_unit"),
    path("ky/<int:pk>/buoc-tiep/", views.start_step_page, name="start_step"),
    path("ky/<int:pk>/dong/", views.close_round_page, name="close_round"),
    path(
        # Not below the grid, where the codes of criteria stand.
        "ho-so/<int:pk>/chap-nhan-du/<stage:stage>/",
        views.accept_unit_complete,
        name="accept_unit_complete",
    ),
    path(UNIT_GRID, views.unit_grid, name="unit_grid"),
    path(
        UNIT_GRID + "<str:criterion>/",
        views.appraise_criterion,
        name="appraise_criterion",
    ),
    path("ho-so/<int:pk>/phieu/", views.sheet_to_sign, name="sheet_to_sign"),
    path("ho-so/<int:pk>/phieu/docx/", views.sheet_file, name="sheet_file"),
    path("ho-so/<int:pk>/diem/", views.unit_scores, name="unit_scores"),
]
