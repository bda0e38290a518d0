"""Reading the one list."""

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from shuren.kernel.actors import Actor, range_of
from shuren.kernel.notices.models import Notice

LENT: set[str] = set()  # the kinds that who stands in for somebody absent may answer; added where they are asked


def count_open(actor: Actor, most: int) -> int:
    """Return how many to-dos await an actor, counted up to `most`.

    What the role is asked and what the account is asked are counted by themselves, so that indexes alone can answer.
    """
    if actor.stands_in_for:
        return open_for(actor).order_by()[:most].count()
    asked = Notice.objects.filter(settled_at=None).exclude(not_for=actor.id).annotate(one=Value(1)).values("one")
    seat, person = asked.filter(role=actor.role, org_path=actor.path), asked.filter(account_key=actor.id)
    return seat.union(person.exclude(role=actor.role, org_path=actor.path), all=True)[:most].count()


def open_for(actor: Actor) -> QuerySet[Notice]:
    """Return what awaits this actor in the present role, most urgent first.

    What awaits those for whom the actor stands in is among it, but for what the actor has applied for or is the
    actor's own affair; `absent` names them, and is empty for the actor's own.
    """
    mine = Q(role=actor.role, org_path=actor.path) | Q(account_key=actor.id)
    wanted, names = mine, [When(mine, then=Value(""))]
    low, high = range_of(actor.path)
    for absent in actor.stands_in_for:
        seat = Q(role=absent.role, org_path=actor.path)
        person = Q(account_key=absent.id, org_path__gte=low, org_path__lt=high)
        others = ~Q(params__applicant=actor.id) & ~Q(params__contains={"barred": [actor.id]})
        lent = Q(kind__in=LENT) & (seat | person) & ~Q(not_for=absent.id) & others
        wanted |= lent
        names.append(When(lent, then=Value(absent.name)))
    still_open = Notice.objects.filter(wanted, settled_at=None).exclude(not_for=actor.id)
    marked = still_open.annotate(absent=Case(*names, default=Value(""), output_field=CharField()))
    return marked.order_by(F("due_at").asc(nulls_last=True), "asked_at", "id")
