"""Addresses of signing in and the own account, at the root and without a namespace."""

from django.urls import path

from zerentian.organization.views import actors, sign_ins

urlpatterns = [
    path("sign-in/", sign_ins.sign_in, name="sign-in"),
    path("sign-out/", sign_ins.sign_out, name="sign-out"),
    path("account/", sign_ins.my_account, name="my-account"),
    path("account/entries/", actors.my_entries, name="my-entries"),
    path("account/email/", sign_ins.email, name="my-email"),
    path("account/password/", sign_ins.password, name="change-password"),
]
