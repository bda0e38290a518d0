"""Permissions, roles, and tables that fail closed.

One declaration answers both questions: may this actor do this to that row (`require`), and which rows may they see
(`visible_to`). Both compare the actor's node with the row's path as a range, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

from shuren.kernel.refusals import Forbidden
from shuren.kernel.registry import Registry
from shuren.kernel.words import Words

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Permission:
    """Something one may do. `holders` are the roles that have it from the start, `why` the reason they need it."""

    code: str
    label: Words
    holders: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Role:
    """A bundle of permissions that can be granted at nodes of the given levels.

    Whoever holds one with `two_factors` proves who they are in two ways; granting it is a sensitive act.
    """

    code: str
    label: Words
    levels: tuple[str, ...]
    why: str
    two_factors: bool = False


PERMISSIONS: Registry[Permission] = Registry("permissions", key=lambda item: item.code)
ROLES: Registry[Role] = Registry("roles", key=lambda item: item.code)


def permission(code: str, label: Words, *, holders: tuple[str, ...], why: str) -> Permission:
    """Declare a permission; its code reads `module.verb_noun`."""
    return PERMISSIONS.add(Permission(code, label, holders, why))


def role(code: str, label: Words, *, levels: tuple[str, ...], why: str, two_factors: bool = False) -> Role:
    return ROLES.add(Role(code, label, levels, why, two_factors))


def permissions_of(role_code: str) -> frozenset[str]:
    """Return the codes of the permissions a role holds."""
    return frozenset(item.code for item in PERMISSIONS if role_code in item.holders)


def require(actor: Actor, needed: Permission, path: str | None = None) -> None:
    """Raise Forbidden unless the actor holds the permission, at the node `path` where one is given."""
    if not (actor.may(needed) if path is None else actor.may_at(needed, path)):
        raise Forbidden


class Unscoped(Exception):  # noqa: N818
    """A scoped table was read without saying for whom; call .visible_to(actor, permission) first."""


class ScopedQuerySet(models.QuerySet[M]):
    """Rows of a scoped table; reading them before `visible_to` raises Unscoped."""

    _scoped = False

    def visible_to(self, actor: Actor, needed: Permission) -> Self:
        """Keep the rows at and below the actor's node."""
        require(actor, needed)
        return self.within(actor.path)

    def within(self, path: str) -> Self:
        """Keep the rows at and below a node that the caller has already checked."""
        from shuren.kernel.actors import range_of

        column = getattr(self.model, "scope_column", "org_path")
        low, high = range_of(path)
        scoped = self.filter(**{f"{column}__gte": low, f"{column}__lt": high}) if path else self._chain()
        scoped._scoped = True
        return scoped

    def _chain(self) -> Self:
        clone: Self = super()._chain()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone

    def _guard(self) -> None:
        if not self._scoped:
            raise Unscoped(f"{self.model.__name__}: {Unscoped.__doc__}")

    def _fetch_all(self) -> None:
        self._guard()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._guard()
        return super().iterator(chunk_size=chunk_size)

    def count(self) -> int:
        self._guard()
        return super().count()

    def exists(self) -> bool:
        self._guard()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The default manager of every table whose rows belong to a node of the tree."""
