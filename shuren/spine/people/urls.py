from django.urls import path

from shuren.spine.people.views import exports, guardians, lists, persons

app_name = "people"
urlpatterns = [
    path("people/students/", lists.students, name="students"),
    path("people/staff/", lists.staff, name="staff"),
    path("people/guardians/", lists.guardians, name="guardians"),
    path("people/<int:person_id>/", persons.person, name="person"),
    path("people/<int:person_id>/looks/", persons.looks, name="looks"),
    path("people/<int:person_id>/unmask/<slug:item>/", persons.unmask, name="unmask"),
    path("people/guardians/<int:tie_id>/account", guardians.account, name="guardian_account"),
    path("people/exports/", exports.exports, name="exports"),
    path("people/exports/<int:request_id>/", exports.export, name="export"),
    path("people/exports/<int:request_id>/file/", exports.fetch, name="export_file"),
    path("people/exports/<int:request_id>/<slug:step>/", exports.decide, name="decide_export"),
    path("people/<slug:kind>/export/", exports.ask, name="ask_export"),
]
