"""The peer: django-import-export, same file and model, bulk mode; it reads the field types and checks no rule."""

from pathlib import Path
from typing import Any


def run(path: Path) -> None:
    import tablib
    from import_export import fields, resources, widgets

    from bench.people_table import SCOPE, Book, Row, Rows

    class Coded(widgets.CharWidget):
        def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:  # noqa: ARG002
            return str(value or "").split(" ")[0]

    class Flag(widgets.BooleanWidget):
        TRUE_VALUES = ("是",)
        FALSE_VALUES = ("否",)

    kinds = {"代码": Coded(), "是否": Flag(), "日期": widgets.DateWidget(), "数值": widgets.DecimalWidget()}
    declared = {
        column.name: fields.Field(
            attribute=column.name, column_name=column.heading, widget=kinds.get(column.kind, widgets.CharWidget())
        )
        for column in Rows.columns
    }

    class Meta:
        model = Row
        import_id_fields = ("no",)
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        force_init_instance = True
        exclude = ("id",)
        fields = tuple(declared)

    def before_save(self: Any, instance: Any, *_: Any, **__: Any) -> None:
        from django.utils import timezone

        instance.year, instance.org_path, instance.entered_at = SCOPE.where["year"], SCOPE.path, timezone.now()

    Resource = type("Resource", (resources.ModelResource,), {  # noqa: N806
        **declared, "Meta": Meta, "before_save_instance": before_save, "after_init_instance": before_save,
    })  # fmt: skip
    dataset = tablib.Dataset()
    with path.open("rb") as file:
        book = tablib.Databook().load(file.read(), format="xlsx")
    dataset = next(sheet for sheet in book.sheets() if sheet.title == Rows.label)
    result = Resource().import_data(dataset, dry_run=False, use_transactions=True, raise_errors=True)
    assert not result.has_errors(), Book.label
