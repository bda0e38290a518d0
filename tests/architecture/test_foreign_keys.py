"""Foreign keys point where imports may: to one's own package, down to the spine, or to the store of files."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

pytestmark = pytest.mark.pure

SPINE = (
    "shuren.spine.standards",
    "shuren.spine.orgs",
    "shuren.spine.identity",
    "shuren.spine.people",
    "shuren.spine.certificates",
)


FOUNDATION = "shuren.kernel.files"  # a file is a value that many rows may hold


def keys() -> Iterator[tuple[str, models.ForeignKey[models.Model, models.Model]]]:
    """Yield the foreign keys of the platform's own tables with the package they are declared in."""
    for model in apps.get_models():
        package = apps.get_app_config(model._meta.app_label).name
        if not package.startswith("shuren."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                yield package, field


def target_of(field: models.ForeignKey[models.Model, models.Model]) -> str:
    return apps.get_app_config(field.related_model._meta.app_label).name


def is_below(target: str, package: str) -> bool:
    if target in {package, FOUNDATION}:
        return True
    if package.startswith("shuren.spine"):
        return target in SPINE[: SPINE.index(package)]
    return package.startswith("shuren.modules") and target in SPINE


def test_they_point_to_their_own_package_or_down_to_the_spine() -> None:
    wrong = [f"{field} -> {target_of(field)}" for package, field in keys() if not is_below(target_of(field), package)]
    assert not wrong, f"Store the id as a plain value and ask the other module's api for the rest: {wrong}"


def test_they_protect_what_they_point_to_across_packages() -> None:
    wrong = [
        str(field)
        for package, field in keys()
        if target_of(field) != package and field.remote_field.on_delete is not models.PROTECT
    ]
    assert not wrong, f"Only a part may be deleted with its whole, and no part lives in another package: {wrong}"


def test_within_a_package_only_parts_go_with_their_whole() -> None:
    allowed = {models.PROTECT, models.CASCADE}
    wrong = [str(field) for _, field in keys() if field.remote_field.on_delete not in allowed]
    assert not wrong, f"Say PROTECT, or CASCADE where the row is a part of the other; facts are not blanked: {wrong}"


def test_they_leave_no_trace_on_other_packages() -> None:
    wrong = [
        str(field)
        for package, field in keys()
        if target_of(field) != package and not (field.remote_field.related_name or "").endswith("+")
    ]
    assert not wrong, f'Write related_name="+": a reverse accessor would let the spine read the module\'s rows: {wrong}'
