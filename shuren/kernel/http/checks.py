"""System check over the URL map."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from shuren.kernel.http.policy import addresses


@register
def addresses_have_policies(**_kwargs: Any) -> list[CheckMessage]:
    """shuren.H001: an address says nothing about who may open it."""
    return [
        Error(f"/{item.route} ({item.name}) declares no policy; add @policy, @signed_in or @public.", id="shuren.H001")
        for item in addresses()
        if item.policy is None
    ]
