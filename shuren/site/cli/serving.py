"""`shuren demo`, `serve`, `work`, `smoke`: commands that run processes."""

import os
import sys

import click

from shuren.site.cli.setup import configure, migrate, say

PORT = 8000


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web pages. Brings the tables up to date first; stop with Ctrl-C."""
    configure()
    migrate()
    from shuren.site.cli import processes

    os.execv(sys.executable, processes.web_command(host, port, workers))  # noqa: S606


@click.command()
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 32), help="Jobs at a time.")
def work(concurrency: int) -> None:
    """Work off background jobs: checking and applying files, indicators, exports. Stop with Ctrl-C."""
    configure()
    from shuren.site.cli import processes

    os.execv(sys.executable, processes.worker_command(concurrency))  # noqa: S606


@click.command()
@click.option("--size", type=click.Choice(["small", "city", "province"]), default="small", show_default=True, help="60, 1,200 or 20,000 schools.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option("--build-only", is_flag=True, help="Build the region and stop; serve it later with `shuren serve`.")
def demo(size: str, port: int, build_only: bool) -> None:
    """Build a demo region and serve it, with one account for every role.

    Everything in it is made up and the same each time. Run again, it finds the region and serves it at once.
    """
    configure()
    say("· 准备数据库 preparing the database")
    migrate()
    from shuren.site.demo import accounts, build

    build.ensure(size, say)
    if build_only:
        return
    from shuren.site.cli import processes

    with processes.running(port) as address:
        click.echo(accounts.table(address))
        processes.wait()


@click.command()
@click.option("--port", default=PORT + 80, show_default=True, type=click.IntRange(1, 65535))
def smoke(port: int) -> None:
    """Do what `demo` does, then open every menu page as every demo role.

    Prints role, page, status, milliseconds and queries; exit code 3 at the first server error or dead link.
    """
    os.environ["SHUREN_SHOW_COSTS"] = "1"
    configure()
    migrate()
    from shuren.site.cli import processes
    from shuren.site.demo import build, visits

    build.ensure("small", say)
    with processes.running(port) as address:
        sys.exit(3 if visits.visit_all(address, click.echo) else 0)


COMMANDS = (demo, serve, work, smoke)
