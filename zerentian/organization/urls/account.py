"""Addresses of signing in and the own account, at the root and without a namespace."""

from django.urls import path

from zerentian.organization.views import actors, factors, keys, lists, resets, sign_ins, sittings

urlpatterns = [
    path("sign-in/", sign_ins.sign_in, name="sign-in"),
    path("sign-in/code/", sign_ins.sign_in_code, name="sign-in-code"),
    path("sign-in/slip/", resets.slip, name="sign-in-slip"),
    path("sign-out/", sign_ins.sign_out, name="sign-out"),
    path("account/", sign_ins.my_account, name="my-account"),
    path("account/entries/", actors.my_entries, name="my-entries"),
    path("account/email/", sign_ins.email, name="my-email"),
    path("lists/<slug:code>/file/", lists.list_file, name="list-file"),
    path("lists/<slug:code>/keep/", lists.list_keep, name="list-keep"),
    path("lists/<slug:code>/do/<slug:what>/", lists.list_many, name="list-many"),
    path("lists/kept/<int:pk>/forget/", lists.list_forget, name="list-forget"),
    path("account/keys/", keys.key_list, name="my-keys"),
    path("account/keys/new/", keys.key_new, name="my-key-new"),
    path("account/keys/<int:pk>/revoke/", keys.key_revoke, name="my-key-revoke"),
    path("account/sittings/", sittings.sitting_list, name="my-sittings"),
    path("account/sittings/end/", sittings.sittings_end, name="my-sittings-end"),
    path("account/sittings/<int:pk>/end/", sittings.sitting_end, name="my-sitting-end"),
    path("account/second-factor/", factors.second_factor, name="second-factor"),
    path("account/second-factor/codes/", factors.recovery_codes, name="recovery-codes"),
    path("account/second-factor/remove/", factors.second_factor_remove, name="second-factor-remove"),
    path("account/password/", sign_ins.password, name="change-password"),
]
