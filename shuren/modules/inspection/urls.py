from django.urls import path

from shuren.modules.inspection.views import phone, rounds, visits

app_name = "inspection"
urlpatterns = [
    path("", visits.visits, name="visits"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new", rounds.new, name="new_round"),
    path("rounds/<int:round_id>/", rounds.round_, name="round"),
    path("rounds/<int:round_id>/change", rounds.change, name="change_round"),
    path("rounds/<int:round_id>/items", rounds.add_item, name="add_item"),
    path("rounds/<int:round_id>/items/<int:item_id>/remove", rounds.remove_item, name="remove_item"),
    path("rounds/<int:round_id>/units", rounds.add_units, name="add_units"),
    path("rounds/<int:round_id>/units/<int:visit_id>/remove", rounds.remove_unit, name="remove_unit"),
    path("rounds/<int:round_id>/assign", rounds.assign, name="assign"),
    path("rounds/<int:round_id>/steps/<str:name>", rounds.step, name="round_step"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/record.pdf", visits.paper, name="paper"),
    path("visits/<int:visit_id>/answer", visits.answer, name="answer"),
    path("visits/<int:visit_id>/steps/<str:name>", visits.step, name="visit_step"),
    path("photos/<int:photo_id>.jpg", visits.photo, name="photo"),
    path("phone/", phone.page, name="phone"),
    path("phone/worker.js", phone.script, name="phone_worker"),
    path("phone/app.webmanifest", phone.manifest, name="phone_manifest"),
    path("phone/visits", phone.visits, name="phone_visits"),
    path("phone/notes", phone.notes, name="phone_notes"),
    path("phone/photos", phone.photo, name="phone_photos"),
    path("phone/photos/drop", phone.drop, name="phone_drop"),
    path("phone/hand-in", phone.hand_in, name="phone_hand_in"),
]
