"""`shuren demo`, `serve`, `work`, `smoke`: commands that run processes."""

import os
import sys

import click

from shuren.site.cli.setup import configure, is_embedded, migrate, say

PORT = 8000
SMOKE_PORT = 8080
BROKEN = 3
SHOWN = ("small", "city", "province")


class Sizes(click.Choice[str]):
    """The sizes of the demo region; `tiny`, for tests, is understood and not told."""

    def __init__(self) -> None:
        super().__init__(("tiny", *SHOWN))

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002  click's signature
        return f"[{'|'.join(SHOWN)}]"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web pages. Brings the tables up to date first; stop with Ctrl-C.

    Jobs (checking and applying files, exports) are worked off by `shuren work`, started beside this.
    """
    configure()
    migrate()
    from shuren.site.cli import processes

    if not is_embedded():
        os.execv(sys.executable, processes.web_command(host, port, workers))  # noqa: S606
    with processes.running(host=host, port=port, web_processes=workers) as children:
        say(f"· {processes.address_of(host, port)}")
        processes.wait(children)


@click.command()
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 32), help="Jobs at a time.")
def work(concurrency: int) -> None:
    """Work off background jobs: checking and applying files, indicators, exports. Stop with Ctrl-C.

    A job in hand is finished first; one that is cut off is taken up again by the next worker.
    """
    configure()
    from shuren.site.cli import processes

    if not is_embedded():
        os.execv(sys.executable, processes.worker_command(concurrency))  # noqa: S606
    with processes.running(jobs=concurrency) as children:
        processes.wait(children)


@click.command()
@click.option("--size", type=Sizes(), default="small", show_default=True, help="60, 1,200 or 20,000 schools.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--build-only", is_flag=True, help="Build the region and stop; serve it later with `shuren serve`.")
def demo(size: str, port: int, build_only: bool) -> None:
    """Build a demo region and serve it, with one account for every role.

    Everything in it is made up and the same each time. Run again, it finds the region and serves it at once; a build
    that was cut off is started anew. Ctrl-C stops web server, worker and embedded database.
    """
    os.environ.setdefault("SHUREN_PUBLIC_URL", f"http://127.0.0.1:{port}")
    _prepare(size)
    if build_only:
        return
    from shuren.site.cli import processes
    from shuren.site.demo import accounts

    with processes.running(port=port, jobs=2) as children:
        click.echo(accounts.table(processes.address_of("127.0.0.1", port)))
        processes.wait(children)


def _prepare(size: str) -> None:
    from shuren.site.cli import processes

    processes.interruptible()
    configure()
    say("· 准备数据库 preparing the database")
    migrate()
    from shuren.site.demo import build

    try:
        build.ensure(size, say)
    except KeyboardInterrupt:
        say("\n· 已中断，下次运行会重新生成 cut off; the next run starts anew")
        sys.exit(1)


@click.command()
@click.option(
    "--size", type=Sizes(), default="small", show_default=True, help="Of the region, where none is there yet."
)
@click.option("--port", default=SMOKE_PORT, show_default=True, type=click.IntRange(1, 65535))
def smoke(size: str, port: int) -> None:
    """Do what `demo` does, then open every menu page as every demo role.

    Prints role, page, status, milliseconds and queries. Exit code 3 at the first server error or dead link.
    """
    os.environ["SHUREN_SHOW_COSTS"] = "1"
    _prepare(size)
    from shuren.site.cli import processes
    from shuren.site.demo import visits

    with processes.running(port=port, jobs=1):
        failures = visits.visit_all(processes.address_of("127.0.0.1", port), click.echo)
    if failures:
        sys.exit(BROKEN)


COMMANDS = (demo, serve, work, smoke)
