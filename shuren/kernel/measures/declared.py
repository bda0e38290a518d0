"""What the declarations say, as one fingerprint: figures computed under other declarations are due."""

import hashlib
from functools import cache
from pathlib import Path

from django.apps import apps

PLACES = ("indicators.py", "indicators/*.py", "parameters/*.yaml")


@cache
def fingerprint() -> str:
    """Return the hash of every file that says how figures come about: the engine, indicators, facts, parameters.

    A changed comment changes it as well, which costs a computation and no more.
    """
    engine = sorted(Path(__file__).parent.glob("*.py"))
    declared = [file for app in apps.get_app_configs() for place in PLACES for file in Path(app.path).glob(place)]
    text = hashlib.sha256()
    for file in (*engine, *sorted(declared)):
        text.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return text.hexdigest()
