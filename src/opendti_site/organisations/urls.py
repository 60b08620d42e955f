"""Addresses of units."""

from __future__ import annotations

from django.urls import path

from opendti_site.organisations import views

app_name = "organisations"
urlpatterns = [
    path("don-vi/", views.tree, name="tree"),
    path("don-vi/them/", views.add_unit, name="add_unit"),
    path("don-vi/nhap/", views.import_list, name="import_list"),
    path("don-vi/nhap/ghi/", views.write_list, name="write_list"),
    path("don-vi/mau/", views.sample, name="sample"),
    path("don-vi/<str:code>/", views.unit, name="unit"),
    path("don-vi/<str:code>/quyen/", views.unit_people, name="unit_people"),
    path(
        "don-vi/<str:code>/quyen/bang.csv",
        views.unit_people_csv,
        name="unit_people_csv",
    ),
    path("don-vi/<str:code>/sua/", views.edit_unit, name="edit_unit"),
    path("don-vi/<str:code>/hop-nhat/", views.merge, name="merge"),
    path("don-vi/<str:code>/tach/", views.split, name="split"),
    path("don-vi/<str:code>/dong/", views.close_unit, name="close_unit"),
]
