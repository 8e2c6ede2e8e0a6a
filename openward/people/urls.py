"""Signing in, and how somebody signs in. Only the pages that Openward uses of allauth's are here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path, re_path

from openward.people import views

urlpatterns: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("invitation/<uuid:key>/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("identity/<uuid:key>/", views.break_glass_show, name="break_glass_show"),
    path("identity/<uuid:key>/agree/", views.break_glass_agree, name="break_glass_agree"),
    path("identity/<uuid:key>/read/", views.break_glass_read, name="break_glass_read"),
    path("identity/<uuid:key>/close/", views.break_glass_close, name="break_glass_close"),
    path("email/", views.account_email, name="account_email"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
    path("safety/", mfa.index, name="mfa_index"),
    path("safety/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("safety/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("safety/app/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("safety/app/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("safety/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("safety/recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("safety/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("safety/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("safety/passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("safety/passkeys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("safety/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("safety/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
