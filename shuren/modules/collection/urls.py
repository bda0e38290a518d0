from django.urls import path, re_path

from shuren.modules.collection.views import burden, clearing, requests

app_name = "collection"
urlpatterns = [
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.draft, name="draft"),
    path("requests/questions.xlsx", requests.template, name="questions_template"),
    path("requests/<int:request_id>/", requests.request, name="request"),
    path("requests/<int:request_id>/questions", requests.add, name="add_questions"),
    path("requests/<int:request_id>/match", requests.match, name="match"),
    path("requests/<int:request_id>/submit", requests.submit, name="submit"),
    path("requests/<int:request_id>/discard", requests.discard, name="discard"),
    path("requests/<int:request_id>/questions/<int:question_id>/", requests.question, name="question"),
    path("requests/<int:request_id>/questions/<int:question_id>/anew", requests.anew, name="ask_anew"),
    path("requests/<int:request_id>/questions/<int:question_id>/take", requests.take, name="take_known"),
    re_path(
        r"^requests/(?P<request_id>\d+)/questions/(?P<question_id>\d+)/(?P<verb>up|down|strike)$",
        requests.step,
        name="question_step",
    ),
    path("clearing/<int:case_id>/", clearing.clearing, name="clearing"),
    path("clearing/<int:case_id>/questions/<int:question_id>/take", clearing.take, name="clearing_take"),
    re_path(r"^clearing/(?P<case_id>\d+)/(?P<verb>grant|back|refuse)$", clearing.decide, name="decide_clearing"),
    path("burden/", burden.own, name="burden"),
    path("burden/<int:org_id>/", burden.unit, name="burden_unit"),
    path("burden/<int:org_id>/ledger.xlsx", burden.export, name="burden_export"),
    path("burden/ceilings/", burden.ceilings, name="ceilings"),
    path("burden/public/", burden.public_ledger, name="public_burden"),
]
