"""Reading a roster: who asks, what they may read, the page, and the note that it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import entry, record_all
from shuren.modules.apps import api as apps
from shuren.modules.rostering import events
from shuren.modules.rostering.queries.registers import Registers
from shuren.modules.rostering.queries.rosters import roster_of
from shuren.modules.rostering.rules import sandbox
from shuren.modules.rostering.rules.asking import Asked, asked, fields_of
from shuren.modules.rostering.rules.binding import BASE, DEMOGRAPHICS, FULL, OF_PERSONS, Operation
from shuren.modules.rostering.rules.memory import Objects, Page
from shuren.modules.rostering.rules.objects import Told, Writer
from shuren.modules.sso import api as sso

WORDS: Final = {
    "users": gettext_noop("用户"), "students": gettext_noop("学生"), "teachers": gettext_noop("任课教师"),
    "enrollments": gettext_noop("班级成员"), "demographics": gettext_noop("人口学信息"),
}  # fmt: skip
Given = Mapping[str, list[str]]


class NotAuthorised(Exception):  # noqa: N818  an answer of the protocol
    """No token, or one that opens nothing here: 401, section 5.3."""


class OutOfScope(Exception):  # noqa: N818  an answer of the protocol
    """A good token that was not issued for this: 403, section 5.3."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an app by its number, or (no number) a vendor in the sandbox with its synthetic people."""

    app_id: int | None
    scope: frozenset[str]
    people: tuple[apps.Synthetic, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A page with how it was asked for."""

    page: Page
    limit: int
    offset: int


def caller_of(raw: str, at: datetime) -> Caller:
    """Return who shows a token: one of `modules.sso`, or a key of the sandbox. Raises NotAuthorised, OutOfScope."""
    if raw.startswith(apps.KEY_PREFIX):
        try:
            return Caller(None, frozenset({FULL, DEMOGRAPHICS}), tuple(apps.people_for(raw)))
        except apps.NoSuchKey as error:
            raise NotAuthorised from error
    try:
        bearer = sso.bearer_of(raw, at)
    except sso.NotGood as fault:
        raise (OutOfScope if fault.status == 403 else NotAuthorised) from fault  # noqa: PLR2004  as sso says
    return Caller(bearer.app_id, bearer.scope)


@transaction.atomic
def collection(caller: Caller, operation: Operation, held: Sequence[str], given: Given) -> Answer:
    """Return a page of a collection, and note that it was read. Raises OutOfScope, NotUnderstood, Unknown."""
    _require(caller, operation)
    wanted = asked(given, operation.resource)
    source = _source(caller)
    if isinstance(source, Objects):
        found = source.collection(operation, held, wanted)
    else:
        with source.roster.opened():
            found = source.collection(operation, held, wanted)
        _note(source, operation, found)
    return Answer(_chosen(found, wanted.fields), wanted.limit, wanted.offset)


@transaction.atomic
def single(caller: Caller, operation: Operation, sourced_id: str, given: Given) -> Told:
    """Return one object, and note that it was read. Raises OutOfScope, NotUnderstood, Unknown."""
    _require(caller, operation)
    fields = fields_of(given, operation.resource)
    source = _source(caller)
    if isinstance(source, Objects):
        found = Page([source.single(operation, sourced_id)], 1)
    else:
        with source.roster.opened():
            found = source.single(operation, sourced_id)
        _note(source, operation, found)
    return _chosen(found, fields).objects[0]


def base() -> str:
    """Return where the service stands: the setting, never what a request says of its host."""
    return f"{str(settings.PUBLIC_URL).rstrip('/')}{BASE}"


def sandbox_page(actor: Actor, operation: Operation, wanted: Asked) -> Page:
    """Return a page of the synthetic people of the vendor who acts. Raises NotUnderstood, NotFoundHere."""
    return _chosen(sandbox_of(apps.people_of(actor)).collection(operation, (), wanted), wanted.fields)


def sandbox_of(people: Sequence[apps.Synthetic]) -> Objects:
    """Return the roster of the sandbox."""
    known = [(one.subject, one.values) for one in people]
    return sandbox.roster(known, Writer(base()), timezone.localdate())


def _require(caller: Caller, operation: Operation) -> None:
    if not caller.scope & operation.scopes:
        raise OutOfScope


def _source(caller: Caller) -> Objects | Registers:
    if caller.app_id is None:
        return sandbox_of(caller.people)
    return Registers(roster_of(caller.app_id, timezone.localdate()), Writer(base()))


def _chosen(page: Page, fields: Sequence[str]) -> Page:
    if not fields:
        return page
    objects = [{name: one[name] for name in fields if name in one} for one in page.objects]
    return Page(objects, page.total, page.schools)


def _note(source: Registers, operation: Operation, page: Page) -> None:
    """Note which app read how much of which school; nobody is named, for that would be a second copy of the roster."""
    if operation.resource not in OF_PERSONS or not page.schools:
        return
    app, schools = source.roster.app, source.roster.schools
    actor = Actor(f"app:{app.id}", app.name, "system", "", frozenset())
    record_all(
        [
            entry(
                actor=actor, label=events.ROSTER_READ, org_path=schools[school].org_path,
                subject=("apps.app", app.id),
                details={"app": app.name, "what": WORDS[operation.only], "count": count},
            )
            for school, count in sorted(page.schools.items())
            if school in schools
        ]
    )  # fmt: skip
    apps.note_fetched(app.id, list(page.schools))
