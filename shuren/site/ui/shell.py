"""What the frame of a page shows around its content: the templates know only this, not where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from shuren.kernel.actors import Actor
from shuren.kernel.http.menu import Entry
from shuren.spine.identity.models import Grant
from shuren.spine.identity.queries import role_label

# Controls of the bar and the addresses behind them; where a site has no such address, its control is not shown.
ADDRESSES = {
    "switch_role": "identity:switch_role",
    "language": "portal:language",
    "search": "portal:search",
    "todos": "portal:desk",
    "profile": "identity:profile",
    "password": "identity:change_password",
    "sign_out": "identity:sign_out",
    "keep_alive": "identity:keep_alive",
}


@dataclass(frozen=True)
class MenuItem:
    """One line of the navigation; `icon` is a name in the sprite, `count` what waits behind it."""

    label: str
    url: str
    icon: str = "list-details"
    here: bool = False
    count: int = 0


@dataclass(frozen=True)
class RoleChoice:
    """A role somebody holds at a node; `value` is posted as `grant` to switch to it."""

    value: int
    label: str
    current: bool = False
    place: str = ""  # of the label, what stays where there is room for one word


@dataclass(frozen=True)
class Shell:
    """Everything in the bar and at the side, for one signed-in reader."""

    name: str
    region: str
    here: str
    sections: Sequence[tuple[str, Sequence[MenuItem]]] = ()
    roles: Sequence[RoleChoice] = ()
    todo_count: int = 0
    session_left: int = 0  # seconds
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def role(self) -> str:
        """The label of the role in use."""
        return next((role.label for role in self.roles if role.current), "")

    @property
    def place(self) -> str:
        """Where the role in use is held."""
        return next((role.place for role in self.roles if role.current), "")


def shell_of(
    request: HttpRequest,
    actor: Actor,
    *,
    menu: Sequence[tuple[str, Sequence[Entry]]],
    grants: Sequence[Grant],
    todo_count: int,
    region: str,
    session_left: int,
) -> Shell:
    """Gather the frame for a request; the menu line with the longest address that begins the path is current."""
    lines = [(section, [(entry, reverse(entry.address)) for entry in entries]) for section, entries in menu]
    current = max(
        (url for _, entries in lines for _, url in entries if request.path.startswith(url)), key=len, default=""
    )
    return Shell(
        name=actor.name,
        region=region,
        here=request.get_full_path(),
        sections=[
            (section, [MenuItem(str(entry.label), url, entry.icon, here=url == current) for entry, url in entries])
            for section, entries in lines
        ],
        roles=[
            RoleChoice(
                grant.pk, role_label(grant), (grant.role, grant.org_path) == (actor.role, actor.path), grant.org.name
            )
            for grant in grants
        ],
        todo_count=todo_count,
        session_left=session_left,
        urls={control: _address(name) for control, name in ADDRESSES.items()},
    )


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
