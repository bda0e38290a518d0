"""A worker that stops for good in the middle of its work: `python killed_worker.py <database> <job> <batch id>`."""

import os
import sys
import time

import django


def main(url: str, deed: str, batch_id: str) -> None:
    os.environ["DATABASE_URL"] = url
    django.setup()
    from shuren.kernel.tabular import actions, staging
    from shuren.kernel.tabular.models import Batch
    from tests.kernel.tabular.sample import actor_at

    def hang() -> None:
        print("in the middle", flush=True)  # noqa: T201  tells the parent when to kill
        time.sleep(60)

    staging.check_constraints = hang  # every row is written, nothing is committed
    batch = Batch._base_manager.get(pk=batch_id)
    actor = actor_at(batch.org_path)
    if deed == "apply":
        actions.apply(actor=actor, batch=batch)
    else:
        actions.undo(actor=actor, batch=batch, reason="重来")


if __name__ == "__main__":
    main(*sys.argv[1:])
