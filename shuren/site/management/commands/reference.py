"""`manage.py reference`: write the generated pages of docs/reference; needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Write docs/reference from the declarations; with --check, only say which pages are out of date."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 where a page is stale")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write what changed, or refuse where something would."""
        from shuren.site.reference.pages import rendered

        folder = Path(settings.BASE_DIR).parent / "docs" / "reference"
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder: the reference is written in a checkout of the project.")
        stale = {
            folder / name: text
            for name, text in rendered().items()
            if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
        }
        if stale and options["check"]:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"Out of date in docs/reference: {names}. Run `make docs`.")
        for path, text in stale.items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"  docs/reference/{path.name}")
