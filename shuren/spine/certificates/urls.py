from django.urls import path, re_path

from shuren.spine.certificates.views import batches, debts, issuing, own, public, register, wordings

app_name = "certificates"
urlpatterns = [
    path("verify", public.verify, name="verify"),
    path("verify/file", public.verify_file, name="verify_file"),
    path("certificates", register.certificate_list, name="register"),
    re_path(r"^certificates/export\.(?P<form>xlsx|csv)$", register.export, name="export"),
    path("certificates/<int:certificate_id>", register.certificate, name="certificate"),
    path("certificates/<int:certificate_id>/file", register.file, name="file"),
    path("certificates/<int:certificate_id>/bundle", register.bundle, name="bundle"),
    path("certificates/<int:certificate_id>/revoke", register.revoke, name="revoke"),
    path("certificates/<int:certificate_id>/replace", register.replace, name="replace"),
    path("certificates/of/<int:person_id>", issuing.person, name="person"),
    path("certificates/new/<str:kind>/<int:subject_id>", issuing.issue, name="issue"),
    path("certificates/own", own.own, name="own"),
    path("certificates/own/<int:certificate_id>/file", own.file, name="own_file"),
    path("certificates/from-case/<str:number>", own.from_case, name="from_case"),
    path("certificates/debts", debts.debts, name="debts"),
    path("certificates/debts/<int:debt_id>/retry", debts.retry, name="retry"),
    path("certificates/batches", batches.issuances, name="issuances"),
    path("certificates/batches/new", batches.choose, name="choose"),
    path("certificates/batches/<int:issuance_id>", batches.issuance, name="issuance"),
    path("certificates/batches/<int:issuance_id>/progress", batches.progress, name="issuance_progress"),
    path("certificates/batches/<int:issuance_id>/bundle", batches.bundle, name="issuance_bundle"),
    path("certificates/batches/<int:issuance_id>/revoke", batches.revoke, name="revoke_issuance"),
    re_path(
        r"^certificates/batches/(?P<issuance_id>\d+)/list\.(?P<form>xlsx|csv)$", batches.export, name="issuance_export"
    ),
    re_path(r"^certificates/batches/(?P<issuance_id>\d+)/(?P<name>issue|again)$", batches.step, name="issuance_step"),
    path("certificates/wordings", wordings.wording_list, name="wordings"),
    path("certificates/wordings/<str:kind>", wordings.wording, name="wording"),
]
