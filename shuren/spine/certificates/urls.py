from django.urls import path, re_path

from shuren.spine.certificates.views import issuing, public, register, wordings

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
    path("certificates/wordings", wordings.wording_list, name="wordings"),
    path("certificates/wordings/<str:kind>", wordings.wording, name="wording"),
]
