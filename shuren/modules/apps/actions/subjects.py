"""Under which identifier an app knows a person: the same at sign-in and in rosters, another in every app.

Whoever is in the registers is known by an identifier made from their record, so that they need no account, and that
several accounts of one human being are one subject. An account that belongs to nobody in the registers has a keyed
digest of its own (the suite of the key ring), kept from the first time on; where such an account is tied to a person
later, the app goes on calling them as it did.
"""

import secrets
from collections.abc import Collection

from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.sensitive import ring
from shuren.modules.apps.models import App, IdentifierKey, Subject
from shuren.modules.apps.rules.identifiers import KEY_BYTES, Identifiers, Kind
from shuren.spine.people.models import PersonAccount

PURPOSE = "apps.subject"


def subject_of(app_id: int, account_id: int) -> str:
    """Return the identifier of an account in an app. Raises NotFoundHere where there is no such app."""
    known = Subject.objects.filter(app=app_id, account=account_id).values_list("value", flat=True).first()
    if known is not None:
        return known
    person = PersonAccount.objects.filter(account=account_id).values_list("person", flat=True).first()
    if person is not None:
        return subjects_of(app_id, [person])[person]
    _refuse_unknown(app_id)
    keys = ring()
    digest = keys.digest(keys.index_numbers[0], PURPOSE)
    made, _new = Subject.objects.get_or_create(
        app_id=app_id, account_id=account_id, defaults={"value": digest(f"{app_id}:{account_id}".encode()).hex()}
    )
    return made.value


def subjects_of(app_id: int, persons: Collection[int]) -> dict[int, str]:
    """Return the identifiers of persons in an app, in two statements. Raises NotFoundHere."""
    identifiers = identifiers_of(app_id)
    found = {person: identifiers.of(Kind.PERSON, person) for person in persons}
    tied = PersonAccount.objects.filter(person__in=persons).values_list("person", "account")
    accounts = {account: person for person, account in tied}
    rows = Subject.objects.filter(app=app_id, account__in=accounts).order_by("-id") if accounts else []
    return found | {accounts[row.account_id]: row.value for row in rows}


def person_by_subject(app_id: int, subject: str) -> int | None:
    """Return the person whom an app knows by an identifier, in the registers or not; None where it names nobody."""
    person = identifiers_of(app_id).number(Kind.PERSON, subject)
    if person is None:
        accounts = Subject.objects.filter(app=app_id, value=subject).values("account")
        person = PersonAccount.objects.filter(account__in=accounts).values_list("person", flat=True).first()
    return person if person is not None and subjects_of(app_id, [person])[person] == subject else None


def identifiers_of(app_id: int) -> Identifiers:
    """Return the identifiers of an app; its key is made at the first time. Raises NotFoundHere."""
    kept = IdentifierKey.objects.filter(app=app_id).first()
    if kept is None:
        _refuse_unknown(app_id)
        kept, _new = IdentifierKey.objects.get_or_create(
            app_id=app_id, defaults={"key": secrets.token_bytes(KEY_BYTES).hex()}
        )
    return Identifiers(bytes.fromhex(kept.key.reveal()))


def _refuse_unknown(app_id: int) -> None:
    if not App.objects.within("").filter(pk=app_id).exists():
        raise NotFoundHere
