"""How well questions are matched, beside comparing texts: precision and recall for each finding.

    python -m bench.matching              figures of both halves of the labelled questions
    python -m bench.matching --misses     and every question of the tuning half that went wrong
    SHUREN_VAR=<a region> python -m bench.matching --values      instead, thirty figures of every school, live

Words and synonyms were written against one half of `questions.csv`; the other half is only ever counted. A row
belongs to a half by the hash of its text. A figure counts as found where the score is certain: nobody would be asked.
"""

import os
import sys
from pathlib import Path

import django

from shuren.kernel.embedded import database_url


def run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    if "--values" in sys.argv:
        os.environ.setdefault("DATABASE_URL", database_url(Path(os.environ["SHUREN_VAR"])))
    django.setup()
    from bench.matching import measure, values

    if "--values" in sys.argv:
        values.main()
    else:
        measure.main(misses="--misses" in sys.argv)


if __name__ == "__main__":
    run()
