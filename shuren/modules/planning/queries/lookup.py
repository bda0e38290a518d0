"""Finding plans, and the node an actor looks at them from."""

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, covers
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.planning.models import Plan
from shuren.modules.planning.permissions import load_plans, view_plans
from shuren.modules.planning.rules.published import PLANS, Published
from shuren.spine.orgs.models import Level, Org
from shuren.spine.orgs.queries import breadcrumb


def plans_for(actor: Actor) -> list[Plan]:
    """Return the plans that concern the actor: those of the orgs above, at and below the actor's node."""
    require(actor, view_plans)
    plans = Plan.objects.within("").filter(is_reference=False).select_related("org").order_by("first_year", "code")
    return [plan for plan in plans if _concerns(plan, actor)]


def references_for(actor: Actor) -> list[Plan]:
    """Return the plans of other regions that are kept for comparison: public documents, so everybody's."""
    require(actor, view_plans)
    return list(Plan.objects.within("").filter(is_reference=True).select_related("org").order_by("code"))


def plan_for(actor: Actor, code: str) -> Plan:
    """Return a plan that concerns the actor, or a reference. Raises NotFoundHere for any other."""
    require(actor, view_plans)
    plan: Plan | None = Plan.objects.within("").filter(code=code).select_related("org").first()
    if plan is None or not (plan.is_reference or _concerns(plan, actor)):
        raise NotFoundHere
    return plan


def own_plan_for(actor: Actor, code: str) -> Plan:
    """Return a plan whose lines the actor records. Raises NotFoundHere for any other."""
    plan = plan_for(actor, code)
    if not actor.may_at(load_plans, plan.org_path):
        raise NotFoundHere
    return plan


def library_for(actor: Actor) -> list[tuple[str, Published]]:
    """Return the published plans that come with the platform and are not recorded yet."""
    require(actor, load_plans)
    known = set(Plan.objects.within("").values_list("code", flat=True))
    return [(code, plan) for code, plan in PLANS.items() if code not in known]


def _concerns(plan: Plan, actor: Actor) -> bool:
    return covers(plan.org_path, actor.path) or actor.covers(plan.org_path)


def node_for(actor: Actor, plan: Plan, org_id: int | None = None) -> Org:
    """Return the node a plan is looked at from: the one asked for, else the actor's own within the plan's org."""
    wanted = {"pk": org_id} if org_id else {"path": max(actor.path, plan.org_path, key=len)}
    node: Org | None = Org.objects.visible_to(actor, view_plans).within(plan.org_path).filter(**wanted).first()
    if node is None:
        raise NotFoundHere
    return node


def nodes_to_choose(actor: Actor, plan: Plan) -> list[Org]:
    """Return the authorities within the plan's org that the actor may look from, in the order of the tree."""
    authorities = Org.objects.visible_to(actor, view_plans).within(plan.org_path)
    return list(authorities.filter(level__in=(Level.CITY, Level.COUNTY, Level.ZONE)).order_by("path"))


def org_for(actor: Actor, org_id: int) -> Org:
    """Return an org at or below the actor's node. Raises NotFoundHere for any other."""
    org: Org | None = Org.objects.visible_to(actor, view_plans).filter(pk=org_id).select_related("county").first()
    if org is None:
        raise NotFoundHere
    return org


def org_at(actor: Actor) -> Org:
    """Return the org the actor works at."""
    org: Org | None = Org.objects.visible_to(actor, view_plans).filter(path=actor.path).select_related("county").first()
    if org is None:
        raise NotFoundHere
    return org


def trail(actor: Actor, plan: Plan, node: Org) -> list[Org]:
    """Return the orgs from the plan's down to the node, as far up as the actor may look."""
    return [org for org in (*breadcrumb(node), node) if covers(plan.org_path, org.path) and actor.covers(org.path)]


def units_below(actor: Actor) -> list[tuple[int, str]]:
    """Return id and name of the authorities directly below the actor's node, in the order of the tree."""
    below = Org.objects.visible_to(actor, view_plans).filter(closed_on=None, parent__path=actor.path)
    return list(
        below.filter(level__in=(Level.CITY, Level.COUNTY, Level.ZONE)).order_by("path").values_list("pk", "name")
    )
