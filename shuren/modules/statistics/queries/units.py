"""Who is where."""

from django.db.models import Q
from django.utils import timezone

from shuren.spine.identity.models import Grant


def somebody_holds(role: str, path: str) -> bool:
    """Say whether somebody holds a role at a node today."""
    today = timezone.localdate()
    held = Grant.objects.within("").filter(role=role, org_path=path, valid_from__lte=today, account__is_active=True)
    return bool(held.filter(Q(valid_to=None) | Q(valid_to__gt=today)).exists())
