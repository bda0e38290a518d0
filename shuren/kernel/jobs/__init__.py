"""Background work that shows its progress, can be left and found again, and survives a restart.

    @job("tabular.check", label=_("核对数据"))
    def check(run: Progress, *, actor: Actor, batch_id: int) -> None: ...

    start(check, actor=actor, subject=("tabular.batch", batch.pk), org_path=batch.org_path, batch_id=batch.pk)

A killed worker's run is taken up again from its beginning, so a job's function must be safe to start twice.
"""
