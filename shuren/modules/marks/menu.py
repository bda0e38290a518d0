"""Where marks stand in the navigation, and on the page of the pupil."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.menu import MENU, Entry
from shuren.kernel.http.related import RELATED, Line, Related
from shuren.modules.marks import permissions as can
from shuren.modules.marks import queries

MENU.add(Entry(_("学籍"), _("成绩底册"), "marks:register", "file-text", can.view_marks, order=425))


def of_person(actor: Actor, person_id: int) -> list[Line]:
    """Return the terms for which a person has marks, as lines of a card."""
    address = reverse("marks:pupil", args=(person_id,))
    return [
        Line(term.label, address, f"{term.school} · {len(term.marks)} {_('门')}")
        for term in queries.terms_of(queries.marks_seen(actor, person_id))
    ]


RELATED.add(
    Related(
        "marks",
        "people.person",
        _("学业成绩"),
        can.view_marks,
        of_person,
        more="marks:pupil",
        more_label=_("查看成绩"),
        more_needed=can.view_marks,
    )
)
