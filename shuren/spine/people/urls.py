from django.urls import path

from shuren.spine.people.views import doubles, exports, guardians, holders, lists, persons

app_name = "people"
urlpatterns = [
    path("people/students/", lists.students, name="students"),
    path("people/staff/", lists.staff, name="staff"),
    path("people/guardians/", lists.guardians, name="guardians"),
    path("people/<int:person_id>/", persons.person, name="person"),
    path("people/<int:person_id>/looks/", persons.looks, name="looks"),
    path("people/<int:person_id>/unmask/<slug:item>/", persons.unmask, name="unmask"),
    path("people/guardians/<int:tie_id>/account", guardians.account, name="guardian_account"),
    path("people/accounts/<int:account_id>/holder", holders.holder, name="holder"),
    path("people/accounts/<int:account_id>/holder/tie", holders.tie, name="tie_holder"),
    path("people/accounts/<int:account_id>/holder/untie", holders.untie, name="untie_holder"),
    path("people/doubles/", doubles.doubles, name="doubles"),
    path("people/doubles/<int:double_id>/", doubles.double, name="double"),
    path("people/doubles/<int:double_id>/ask", doubles.ask, name="ask_schools"),
    path("people/questions/<int:question_id>/", doubles.question, name="question"),
    path("people/merges/<int:merge_id>/", doubles.merge, name="merge"),
    path("people/merges/<int:merge_id>/<slug:step>", doubles.decide, name="decide_merge"),
    path("people/exports/", exports.exports, name="exports"),
    path("people/exports/<int:request_id>/", exports.export, name="export"),
    path("people/exports/<int:request_id>/file/", exports.fetch, name="export_file"),
    path("people/exports/<int:request_id>/<slug:step>/", exports.decide, name="decide_export"),
    path("people/<slug:kind>/export/", exports.ask, name="ask_export"),
]
