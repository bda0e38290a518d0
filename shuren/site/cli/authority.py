"""`shuren authority`: the region's own certificate authority, below which units sign papers."""

import click

from shuren.site.cli.setup import configure, say


@click.group("authority")
def authority() -> None:
    """The root and the units' certificates with which papers are signed.

    The worker renews both in time and signs the revocation lists anew; these commands show where they stand, or do it
    now.
    """


@authority.command("status")
def status() -> None:
    """Show the roots, when each ends, and when its revocation list was last signed."""
    configure()
    from shuren.spine.identity import queries

    for root in queries.roots():
        listed = f"{root.listed_at:%Y-%m-%d %H:%M}" if root.listed_at else "-"
        mark = "*" if root.is_current else " "
        click.echo(f"{mark} {root.pk}\t{root.founded_at:%Y-%m-%d}\t{root.expires_at:%Y-%m-%d}\t{listed}")
    say("* 现行根：编号、建立、失效、吊销列表签发时间。 * the current root: number, founded, ends, list signed.")


@authority.command("renew-root")
@click.confirmation_option(
    prompt="建立新的根？原根继续有效至期满。Found a new root? The present one stays valid until it ends."
)
def renew_root() -> None:
    """Found the next root now; the present one vouches for it until it ends.

    Papers signed so far stay valid. Programs that check signatures should be given /ca/roots.pem again before the
    present root ends.
    """
    configure()
    from django.utils import timezone

    from shuren.spine.identity.actions import roots

    made = roots.renew_root(actor=roots.AUTHORITY, at=timezone.now())
    say(f"新根有效期至 {made.expires_at:%Y-%m-%d}。 The new root is valid until {made.expires_at:%Y-%m-%d}.")


@authority.command("keep")
def keep() -> None:
    """Do what the worker does four times a day: renew what ends soon, sign the lists anew."""
    configure()
    from django.utils import timezone

    from shuren.spine.identity.actions import certifying, roots

    now = timezone.now()
    is_new = roots.renew_root_in_time(now)
    units, lists = certifying.renew_in_time(now), roots.publish_in_time(now)
    say(
        f"新根 {int(is_new)} 个，更换单位证书 {units} 张，签发吊销列表 {lists} 份。"
        f" {int(is_new)} new roots, {units} certificates renewed, {lists} lists signed."
    )


COMMANDS = (authority,)
