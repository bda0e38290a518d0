from django.urls import path, re_path

from shuren.site.filing import views

app_name = "filing"
urlpatterns = [
    path("", views.workbooks, name="workbooks"),
    path("batches/<int:batch_id>/", views.batch, name="batch"),
    path("batches/<int:batch_id>/progress", views.progress, name="progress"),
    path("batches/<int:batch_id>/marked.xlsx", views.marked, name="marked"),
    path("batches/<int:batch_id>/file", views.original, name="file"),
    re_path(r"^batches/(?P<batch_id>\d+)/(?P<name>check|confirm|apply|undo|discard)$", views.step, name="step"),
    path("<str:code>/<int:year>/", views.workbook, name="workbook"),
    path("<str:code>/<int:year>/template.xlsx", views.template, name="template"),
    path("<str:code>/<int:year>/upload", views.upload, name="upload"),
]
