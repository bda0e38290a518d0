"""Drafting requests, clearing and sending them, as officials would."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case
from shuren.modules.collection.actions import clearing, requests
from shuren.modules.collection.models import Request
from shuren.modules.collection.queries.requests import questions_of
from shuren.modules.collection.rules.kinds import Finding, Kind, Ruling
from shuren.modules.collection.rules.lines import Line, cells_of, read
from shuren.modules.collection.rules.requests import Head
from shuren.spine.identity import queries as identity
from shuren.spine.orgs.models import Org
from tests.world import World, account

BASIS = "《关于加快发展青少年校园足球的实施意见》（教体艺〔2015〕6号）第三条"
NEW = Line("校园足球特色队数", unit="个")  # nobody keeps it
ALSO_NEW = Line("足球教练员来源", Kind.TEXT)


def officer(org: Org) -> Actor:
    """Return somebody who clears requests at an org."""
    holder = account(f"officer-{org.pk}", org=org, role="clearing_officer")
    return identity.actor_for(holder, identity.grants_of(holder)[0])


def head(below: Org, **changed: Any) -> Head:
    today: date = timezone.localdate()
    told: dict[str, Any] = {
        "title": "校园足球开展情况", "purpose": "安排下年度校园足球经费", "basis": BASIS, "below": below.path,
        "level": "school", "stages": (), "frequency": "once", "as_of": today, "opens_on": today,
        "due_on": today + timedelta(days=10), "ends_on": today + timedelta(days=30),
    }  # fmt: skip
    return Head(**{**told, **changed})


def lines_of(text: str) -> list[Line]:
    """Return questions typed one a line."""
    return read(cells_of(text)).lines


def drafted(actor: Actor, below: Org, *lines: Line, **changed: Any) -> Request:
    made = requests.draft(actor=actor, head=head(below, **changed))
    requests.add(actor=actor, request_id=made.pk, lines=lines or (NEW, ALSO_NEW))
    return made


def submitted(actor: Actor, row: Request) -> Case:
    case = clearing.submit(actor=actor, request_id=row.pk)
    row.refresh_from_db()
    return case


def all_granted(row: Request) -> list[clearing.Ruled]:
    """Return a yes for everything that has to be ruled."""
    new = [one for one in questions_of(row) if one.finding == Finding.NEW]
    return [clearing.Ruled(one.pk, Ruling.ASKED) for one in new]


def sent(world: World, drafter: Actor, below: Org, *lines: Line, **changed: Any) -> Request:
    """Draft a request, clear it at the city and send it."""
    row = drafted(drafter, below, *lines, **changed)
    case = submitted(drafter, row)
    clearer = world.actor("clearing_officer")
    clearing.rule(actor=clearer, case_id=case.pk, ruled=all_granted(row))
    clearing.decide(actor=clearer, case_id=case.pk, verb=clearing.Decision.GRANT)
    row.refresh_from_db()
    return row
