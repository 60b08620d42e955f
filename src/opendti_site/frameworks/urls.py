"""Addresses of the shelf."""

from __future__ import annotations

from django.urls import path

from opendti_site.frameworks.views import comparing, drafts, editor, head, shelf

app_name = "frameworks"
urlpatterns = [
    path("bo-chi-so/", shelf.shelf, name="shelf"),
    path("bo-chi-so/them/", shelf.adopt_framework, name="adopt_framework"),
    path("bo-chi-so/luoc-do.json", shelf.schema, name="schema"),
    path("bo-chi-so/ban-nhap/tao/", drafts.new_draft, name="new_draft"),
    path("bo-chi-so/ban-nhap/<int:pk>/", drafts.draft_page, name="draft_page"),
    path("bo-chi-so/ban-nhap/<int:pk>/ban-hanh/", drafts.publish, name="publish_draft"),
    path("bo-chi-so/ban-nhap/<int:pk>/bo/", drafts.discard, name="discard_draft"),
    path("bo-chi-so/ban-nhap/<int:pk>/da-xem/", drafts.settle, name="settle_notices"),
    path("bo-chi-so/ban-nhap/<int:pk>/tep/", drafts.draft_file, name="draft_file"),
    path("bo-chi-so/ban-nhap/<int:pk>/cay/", editor.change_tree, name="change_tree"),
    path(
        "bo-chi-so/ban-nhap/<int:pk>/muc/<str:address>/",
        editor.draft_node,
        name="draft_node",
    ),
    path(
        "bo-chi-so/ban-nhap/<int:pk>/muc/<str:address>/xoa/",
        editor.delete_node,
        name="delete_node",
    ),
    path(
        "bo-chi-so/ban-nhap/<int:pk>/dau/<str:page>/",
        head.draft_head,
        name="draft_head",
    ),
    path("bo-chi-so/so-sanh/", comparing.compare, name="compare"),
    path(
        "bo-chi-so/doi-chieu/<str:before>/<str:after>/",
        comparing.crosswalk_page,
        name="crosswalk_page",
    ),
    path(
        "bo-chi-so/doi-chieu/<str:before>/<str:after>/tep.yaml",
        comparing.crosswalk_file,
        name="crosswalk_file",
    ),
    path(
        "bo-chi-so/<str:identity>/tai/<str:kind>/",
        shelf.framework_export,
        name="framework_export",
    ),
    path("bo-chi-so/<str:identity>/", shelf.framework_page, name="framework_page"),
    path(
        "bo-chi-so/<str:identity>/tep.yaml", shelf.framework_file, name="framework_file"
    ),
]
