"""Addresses of signing in, of one's own account and of people.

Only those pages of allauth are reachable that this site uses: no self sign-up, no
e-mail management. Their names are allauth's own, because it asks for them.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from opendti_site.accounts.views import (
    conflicts,
    handouts,
    identities,
    links,
    lists,
    own,
    people,
    proposals,
    services,
)

pages = (
    [
        path("tai-khoan/", own.me, name="me"),
        path("tai-khoan/phien/", own.token, name="token"),
        path("tai-khoan/da-dang-nhap/", own.signed_in_again, name="signed_in_again"),
        path("tai-khoan/chay-thu/", own.demo_sign_in, name="demo_sign_in"),
        path("tai-khoan/quen-mat-khau/", links.forgotten, name="forgotten"),
        path("tai-khoan/lien-ket/<str:token>/", links.use_link, name="use_link"),
        path("tai-khoan/xung-dot/", conflicts.own_conflicts, name="own_conflicts"),
        path("tai-khoan/danh-tinh/", identities.link_identity, name="link_identity"),
        path(
            "tai-khoan/danh-tinh/<int:pk>/go/",
            identities.unlink_identity,
            name="unlink_identity",
        ),
        path("nguoi-dung/", people.people, name="people"),
        path("nguoi-dung/them/", people.add_person, name="add_person"),
        path("nguoi-dung/nhap/", lists.import_people, name="import_people"),
        path("nguoi-dung/nhap/ghi/", lists.write_people, name="write_people"),
        path("nguoi-dung/lien-ket/", handouts.give_links, name="give_links"),
        path("nguoi-dung/mau/", lists.sample_people, name="sample_people"),
        path("nguoi-dung/danh-sach.csv", lists.people_csv, name="people_csv"),
        path("nguoi-dung/danh-sach.xlsx", lists.people_xlsx, name="people_xlsx"),
        path("nguoi-dung/de-nghi/", proposals.role_proposals, name="role_proposals"),
        path("nguoi-dung/<int:pk>/", people.person, name="person"),
        path("nguoi-dung/<int:pk>/vai-tro/", people.grant, name="grant"),
        path(
            "nguoi-dung/<int:pk>/vai-tro/<int:assignment_pk>/thu-hoi/",
            people.revoke,
            name="revoke",
        ),
        path("nguoi-dung/<int:pk>/mat-khau/", people.password, name="password"),
        path(
            "nguoi-dung/<int:pk>/xung-dot/",
            conflicts.person_conflicts,
            name="person_conflicts",
        ),
        path(
            "nguoi-dung/<int:pk>/hai-buoc/go/",
            people.second_factor,
            name="remove_second_factor",
        ),
        path("nguoi-dung/<int:pk>/moi/", people.invite, name="invite"),
        path("nguoi-dung/<int:pk>/khoa/", people.close, name="close"),
        path("nguoi-dung/<int:pk>/mo/", people.reopen, name="reopen"),
        path("tai-khoan-dich-vu/", services.service_accounts, name="service_accounts"),
        path(
            "tai-khoan-dich-vu/them/",
            services.add_service_account,
            name="add_service_account",
        ),
        path(
            "tai-khoan-dich-vu/<int:pk>/",
            services.service_account,
            name="service_account",
        ),
        path(
            "tai-khoan-dich-vu/<int:pk>/ma/",
            services.rotate_service_token,
            name="rotate_service_token",
        ),
        path(
            "tai-khoan-dich-vu/<int:pk>/ma/<int:token_pk>/thu-hoi/",
            services.revoke_service_token,
            name="revoke_service_token",
        ),
        path(
            "tai-khoan-dich-vu/<int:pk>/dong/",
            services.close_service_account,
            name="close_service_account",
        ),
    ],
    "accounts",
)
second_factor = [
    path("khoa/", mfa.index, name="mfa_list_webauthn"),
    path("khoa/them/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("khoa/<int:pk>/ten/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("khoa/<int:pk>/go/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path(
        "khoa/xac-nhan/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "khoa/dang-nhap/",
        login_not_required(passkeys.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path("", mfa.index, name="mfa_index"),
    path("ma/", mfa.authenticate, name="mfa_authenticate"),
    path("xac-nhan/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("du-phong/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "du-phong/tao/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "du-phong/tai-ve/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
shared_sign_in = [
    path("thoi/", identities.cancelled, name="socialaccount_login_cancelled"),
    path("<str:provider_id>/", identities.sign_in, name="openid_connect_login"),
    path(
        "<str:provider_id>/tro-ve/",
        identities.provider_callback,
        name="openid_connect_callback",
    ),
]
urlpatterns = [
    path("", include(pages)),
    path("tai-khoan/dang-nhap/", account.login, name="account_login"),
    path("tai-khoan/dang-xuat/", account.logout, name="account_logout"),
    path("tai-khoan/da-khoa/", account.account_inactive, name="account_inactive"),
    path("tai-khoan/xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/mat-khau/", own.change_password, name="account_change_password"),
    path("tai-khoan/hai-buoc/", include(second_factor)),
    path("tai-khoan/dang-nhap-chung/", include(shared_sign_in)),
]
