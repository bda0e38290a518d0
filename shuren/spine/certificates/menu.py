"""Where certificates stand in the navigation, and on the page of the person they are about."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.menu import MENU, Entry
from shuren.kernel.http.related import RELATED, Line, Related
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates import queries

SECTION = _("工作")
MENU.add(Entry(_("学籍"), _("证书和证明"), "certificates:own", "file-text", can.fetch_own, order=405))

MENU.add(Entry(SECTION, _("证书登记"), "certificates:register", "file-text", can.view_certificates, order=28))
MENU.add(Entry(SECTION, _("证书文本"), "certificates:wordings", "edit", can.edit_wordings, order=29))


def of_person(actor: Actor, person_id: int) -> list[Line]:
    """Return a person's certificates as lines of a card."""
    return [
        Line(
            f"{queries.kind_named(row.kind)} {row.number}",
            reverse("certificates:certificate", args=(row.pk,)),
            f"{row.unit_name} · {timezone.localdate(row.issued_at):%Y-%m-%d} · {queries.state_named(row)}",
        )
        for row in queries.certificates_of(actor, person_id)
    ]


RELATED.add(
    Related(
        "certificates",
        "people.person",
        _("证书与证明"),
        can.view_certificates,
        of_person,
        more="certificates:person",
        more_label=_("开具证明"),
        more_needed=can.issue_certificates,
    )
)
