"""Schools as a guardian names them."""

from shuren.spine.orgs.models import Org, SchoolClass

OFFERED = 8  # how many of those that fit are named to choose from


def schools_named(text: str, stage: str) -> list[Org]:
    """Return the open schools that teach a stage and are called so; else those whose name holds the text."""
    teaching = SchoolClass.objects.within("").filter(stage=stage, closed_on=None).values("school")
    rows = Org.objects.within("").filter(level="school", closed_on=None, pk__in=teaching).select_related("parent")
    exact = list(rows.filter(name=text))
    return exact or list(rows.filter(name__icontains=text).order_by("name_key", "id")[: OFFERED + 1])
