from django.urls import path, re_path

from shuren.site.cases import desking, reporting, views

app_name = "cases"
urlpatterns = [
    path("", views.cases, name="cases"),
    re_path(r"^export\.(?P<form>xlsx|csv)$", views.export, name="export"),
    path("statistics/", reporting.statistics, name="statistics"),
    re_path(r"^statistics/export\.(?P<form>xlsx|csv)$", reporting.export, name="statistics_export"),
    path("desk/", desking.desk, name="desk"),
    path("desk/sign", desking.sign_many, name="sign_many"),
    path("desk/signed", desking.signed, name="signed"),
    path("desk/signing", desking.signing, name="signing"),
    path("new/", views.start, name="start"),
    path("new/<str:code>/", views.apply, name="apply"),
    path("new/<str:code>/draft", views.save_draft, name="save_draft"),
    path("steps/", views.adjusted, name="adjusted"),
    path("steps/<str:code>/<str:step>/", views.adjust, name="adjust"),
    path("drafts/discard", views.discard_draft, name="discard_draft"),
    path("<int:case_id>/", views.case, name="case"),
    path("<int:case_id>/files/<int:attachment_id>", views.file, name="file"),
    path("<int:case_id>/typed/<int:number>", views.save_typed, name="save_typed"),
    path("<int:case_id>/<str:verb>/<int:number>", views.act, name="act"),
]
