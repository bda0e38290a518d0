from django.urls import path, re_path

from shuren.spine.identity.views import absences, accounts, audits, certificates, own, signing

app_name = "identity"
urlpatterns = [
    path("sign-in", signing.sign_in, name="sign_in"),
    path("sign-out", signing.sign_out, name="sign_out"),
    path("role", signing.switch_role, name="switch_role"),
    path("keep-alive", signing.keep_alive, name="keep_alive"),
    path("me", own.profile, name="profile"),
    path("me/password", own.change_password, name="change_password"),
    path("me/end-other-sessions", own.end_other_sessions, name="end_other_sessions"),
    path("me/absences/new", absences.name_stand_in, name="name_stand_in"),
    path("me/absences/end", absences.end_absence, name="end_absence"),
    path("accounts", accounts.account_list, name="account_list"),
    path("accounts/new", accounts.open_account, name="open_account"),
    path("accounts/<int:account_id>", accounts.account, name="account"),
    path("accounts/<int:account_id>/grants", accounts.grant_role, name="grant_role"),
    path("accounts/<int:account_id>/grants/<int:grant_id>/revoke", accounts.revoke_role, name="revoke_role"),
    path("accounts/<int:account_id>/reset-password", accounts.reset_password, name="reset_password"),
    path("accounts/<int:account_id>/disable", accounts.disable, name="disable"),
    path("accounts/<int:account_id>/enable", accounts.enable, name="enable"),
    path("accounts/<int:account_id>/unlock", accounts.unlock, name="unlock"),
    path("unit-certificates", certificates.certificate_list, name="unit_certificates"),
    path("unit-certificates/<int:certificate_id>", certificates.certificate, name="unit_certificate"),
    path("unit-certificates/<int:certificate_id>/renew", certificates.renew, name="renew_unit_certificate"),
    path("unit-certificates/<int:certificate_id>/revoke", certificates.revoke, name="revoke_unit_certificate"),
    path("ca/root.crt", certificates.root, name="root_certificate"),
    path("ca/roots.pem", certificates.all_roots, name="all_roots"),
    path("ca/revoked.crl", certificates.revoked, name="revocation_list"),
    path("ca/<int:root_id>/revoked.crl", certificates.revoked, name="revocation_list_of"),
    path("audit", audits.audit_list, name="audit_list"),
    re_path(r"^audit/export\.(?P<form>xlsx|csv)$", audits.audit_export, name="audit_export"),
    path("audit/verify", audits.verify, name="verify_audit"),
    path("audit/verification", audits.verification, name="verification"),
]
