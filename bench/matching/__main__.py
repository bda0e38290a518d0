"""How well questions are matched, beside comparing texts: precision and recall for each finding.

    python -m bench.matching              figures of both halves of the labelled questions
    python -m bench.matching --misses     and every question of the tuning half that went wrong

Words and synonyms were written against one half of `questions.csv`; the other half is only ever counted. A row
belongs to a half by the hash of its text. A figure counts as found where the score is certain: nobody would be asked.
"""

import os
import sys

import django


def run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    django.setup()
    from bench.matching.measure import main

    main(misses="--misses" in sys.argv)


if __name__ == "__main__":
    run()
