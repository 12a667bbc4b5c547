"""Addresses of signing in and the own account, at the root and without a namespace."""

from django.urls import path

from zerentian.organization.views import actors, keys, sign_ins

urlpatterns = [
    path("sign-in/", sign_ins.sign_in, name="sign-in"),
    path("sign-out/", sign_ins.sign_out, name="sign-out"),
    path("account/", sign_ins.my_account, name="my-account"),
    path("account/entries/", actors.my_entries, name="my-entries"),
    path("account/email/", sign_ins.email, name="my-email"),
    path("account/keys/", keys.key_list, name="my-keys"),
    path("account/keys/new/", keys.key_new, name="my-key-new"),
    path("account/keys/<int:pk>/revoke/", keys.key_revoke, name="my-key-revoke"),
    path("account/password/", sign_ins.password, name="change-password"),
]
