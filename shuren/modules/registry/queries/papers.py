"""The way from a case to the papers it led to."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.cases.models import Case
from shuren.kernel.words import Words
from shuren.spine.certificates.queries import issued_in_case


def papers_of(case_id: int) -> list[tuple[Words, str]]:
    """Return the link to what a case has issued; none before there is anything."""
    number = Case.objects.within("").filter(pk=case_id).values_list("number", flat=True).first() or ""
    return [(_("签发的证书"), reverse("certificates:from_case", args=(number,)))] if issued_in_case(number) else []
