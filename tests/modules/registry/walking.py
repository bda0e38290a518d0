"""Applying for a case of the registry and walking it to its end, as its signers would."""

import io
from typing import Any

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, attachments, commands, queries
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.materials import Given, from_applicant
from shuren.kernel.cases.models import Case
from shuren.modules.registry.rules import packet
from shuren.spine.identity import queries as identity
from shuren.spine.orgs.models import Org
from tests.world import World, account

ENCLOSED = {item.field: item.answers[0] for item in packet.ITEMS} | {"packet_note": ""}
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj"


def actor_at(role: str, org: Org) -> Actor:
    holder = account(f"{role}-{org.pk}", org=org, role=role)
    return identity.actor_for(holder, identity.grants_of(holder)[0])


def papers(actor: Actor, code: str) -> dict[str, Given]:
    """Hand in one file for each material of a type."""
    asked = from_applicant(newest(code))
    return {
        one.code: Given((attachments.keep(actor=actor, material=one, name="材料.pdf", content=io.BytesIO(PDF)).pk,))
        for one in asked
    }


def applied(actor: Actor, code: str, **typed: Any) -> Case:
    """Fill in the form and hand it in with all its materials. The form must be in order."""
    form = newest(code).form(typed, actor=actor)
    assert form.is_valid(), form.errors
    return actions.apply(actor=actor, type_code=code, form=form.cleaned_data, materials=papers(actor, code))


def sign(case: Case, actor: Actor, step: str, comment: str = "", **filled: Any) -> Case:
    state = queries.state_of(case)
    visit = next(visit for visit in state.open_visits if visit.step == step)
    command = commands.Agree(state.tasks_of(visit)[0].number)
    return actions.act(actor=actor, case_id=case.pk, command=command, comment=comment, form=filled or None)


def granted(world: World, code: str, **typed: Any) -> Case:
    """Walk a case about a pupil of the world's school to its end."""
    case = applied(world.actor("registrar"), code, **typed)
    case = sign(case, world.actor("principal"), "school")
    case = sign(case, world.actor("county_official"), "authority")
    if code == "registry.departure":
        case = sign(case, world.actor("registrar"), "packet", **ENCLOSED)
    assert case.outcome == "granted"
    return case
