from django.urls import path

from shuren.modules.accounts.views import opening, wards

app_name = "accounts"
urlpatterns = [
    path("", opening.coverage, name="coverage"),
    path("groups/<slug:key>/", opening.group, name="group"),
    path("sheets/<int:sheet_id>/", opening.sheet, name="sheet"),
    path("sheets/<int:sheet_id>/progress", opening.sheet_progress, name="sheet_progress"),
    path("sheets/<int:sheet_id>/slips/", opening.slips, name="slips"),
    path("children/", wards.children, name="children"),
    path("children/<int:person_id>/agree", wards.agree, name="agree"),
    path("children/<int:person_id>/withdraw", wards.withdraw, name="withdraw"),
]
