"""Pages about acting: permissions and roles, lifecycles, events and what is audited."""

from collections.abc import Iterable
from itertools import groupby

from shuren.kernel.access import PERMISSIONS, ROLES, Permission
from shuren.kernel.audit.labels import AUDIT_LABELS
from shuren.kernel.events.declare import EVENTS, HANDLERS, Event
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.workflow.declare import WORKFLOWS, Step, Workflow
from shuren.site.reference.markdown import code, codes, english, first_line, package_of, page, table


def permissions() -> str:
    """Return roles, and permissions with their holders and the reason."""
    roles = [(code(item.code), item.label, english(item.label), codes(item.levels), item.why) for item in ROLES]
    groups = groupby(sorted(PERMISSIONS, key=_package), key=_package)
    sections = [f"## {package}\n\n{_granted(members)}" for package, members in groups]
    return page(
        "Permissions",
        "the files `permissions.py`",
        "Who opens which address is in [permission-matrix.md](permission-matrix.md). Everything holds at and below the"
        " node at which a role is granted.",
        "## Roles\n\n" + table(("Code", "角色", "Role", "Granted at", "为什么"), roles),
        *sections,
    )


def _package(item: Permission) -> str:
    return item.code.split(".")[0]


def _granted(members: Iterable[Permission]) -> str:
    rows = [(code(item.code), item.label, english(item.label), _holders(item), item.why) for item in members]
    return table(("Code", "权限", "Permission", "Held by", "为什么"), rows)


def _holders(item: Permission) -> str:
    return "、".join(str(ROLES[each].label) for each in item.holders)


def workflows() -> str:
    """Return each lifecycle as a diagram and a table of steps."""
    sections = [_lifecycle(item) for item in sorted(WORKFLOWS, key=lambda item: (item.__module__, item.__name__))]
    return page("Workflows", "the files `workflows.py`", *sections)


def _lifecycle(item: type[Workflow]) -> str:
    states = table(
        ("State", "状态", "In English"),
        [(code(state.value), state.label, english(state.label)) for state in item.states],
    )
    steps = table(
        ("Step", "办理", "In English", "Needs", "Asks for a reason", "Forbidden by"),
        [
            (code(step.name), step.label, english(step.label), _by(step), _reason(step), _guard(step))
            for step in item.steps()
        ],
    )
    heading = f"## {item.__name__} ({package_of(item.__module__)})\n\n{first_line(item)}"
    return f"{heading}\n\n```mermaid\n{item.diagram()}\n```\n\n{states}\n\n{steps}"


def _by(step: Step) -> str:
    """Return the permission a step needs, or the name of the function that decides it."""
    return code(step.by.code) if isinstance(step.by, Permission) else f"{code(step.by.__name__)} decides"


def _reason(step: Step) -> str:
    return "yes" if step.needs_reason else ""


def _guard(step: Step) -> str:
    return "" if step.unless is None else code(step.unless.__name__.strip("_"))


def events() -> str:
    """Return what is announced, who hears of it, what is audited, what runs in the background."""
    heard = [
        (code(item.__name__), package_of(item.__module__), first_line(item), codes(_fields(item)), _hearers(item))
        for item in EVENTS
    ]
    audited = [(code(item.code), item.sentence, english(item.sentence), item.erasure.value) for item in AUDIT_LABELS]
    jobs = [(code(item.name), item.label, english(item.label), code(item.queue)) for item in JOBS]
    return page(
        "Events, audit labels, jobs",
        "the files `events.py`, `handlers.py` and `jobs.py`",
        "An event is written with the deed and handled once by every handler. An audit entry is written in the deed's"
        " transaction; *erasure* says what becomes of it when a person must be forgotten.",
        "## Events\n\n" + table(("Event", "Package", "What happened", "Carries", "Handled by"), heard),
        "## Audit labels\n\n" + table(("Label", "记录", "In English", "Erasure"), audited),
        "## Jobs\n\n" + table(("Job", "任务", "In English", "Queue"), jobs),
    )


def _fields(item: type[Event]) -> list[str]:
    return [str(name) for name in getattr(item, "__dataclass_fields__", {})]


def _hearers(item: type[Event]) -> str:
    return codes(handler.name.removeprefix("shuren.") for handler in HANDLERS if handler.event is item)
