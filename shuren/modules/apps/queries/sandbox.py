"""A vendor's test keys."""

from shuren.kernel.actors import Actor
from shuren.modules.apps.models import SandboxKey
from shuren.modules.apps.queries.vendors import own_vendor


def own_keys(actor: Actor) -> tuple[list[SandboxKey], str]:
    """Return the keys of the actor's vendor, newest first, and what its synthetic people come from."""
    vendor = own_vendor(actor)
    return list(SandboxKey.objects.filter(vendor=vendor).order_by("-id")), str(vendor.pk)
