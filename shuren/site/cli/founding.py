"""`shuren found`."""

import sys
from datetime import datetime

import click

from shuren.site.cli.setup import configure, migrate, say

DONE = """\
· 已设立 {name}，系统管理员账号 {account}。 {name} is founded; {account} is its system administrator.

下一步：运行 shuren serve 和 shuren work，以该账号登录，在“账号”页面为其他人开通
  · 安全管理员、审计员：与系统管理员须由三个不同的人担任；
  · 省级或市级教育管理人员：由其在“机构”页面设立县（市、区）和学校。
Next: run `shuren serve` and `shuren work`, sign in, and open accounts for others on the page 账号:
  · a security administrator and an auditor: with the system administrator, three roles for three people;
  · an official of the province or city, who opens counties and schools on the page 机构."""


@click.command()
@click.option("--name", required=True, help="Name of the authority, such as 合肥市教育局.")
@click.option("--division", required=True, help="Code of its province or city (GB/T 2260), such as 340100.")
@click.option("--code", help="Code of the authority itself, where it has another than its division's.")
@click.option("--account", required=True, help="Account of the system administrator: 3 to 60 of a-z, 0-9, . _ -")
@click.option("--holder", required=True, help="Name of the person who holds that account, such as 赵志强.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    default="1949-10-01",
    show_default=True,
    help="Day the authority was set up; nothing below it can be dated earlier.",
)
def found(*, name: str, division: str, code: str | None, account: str, holder: str, since: datetime) -> None:
    """Make the first org and the first account of an installation, in a database that holds no org yet.

    \b
    shuren found --name 合肥市教育局 --division 340100 --account admin --holder 赵志强

    Brings the tables up to date first. Asks for the password twice without showing it, or reads one line from standard
    input where that is no terminal. It must satisfy what the platform asks of every password: 10 characters of three
    kinds, not a common one, unlike the account's name.

    \b
    Exit code 0: both are there, and the audit log says so; the holder can sign in.
    Exit code 1: refused, with the reason; nothing was made.
    """
    configure()
    migrate()
    from django.utils import timezone

    from shuren.kernel.audit import anchors
    from shuren.spine.identity.actions import founding

    founding.refuse_if_founded()
    anchors.put_aside()
    founding.found(
        first=founding.FirstOrg(name, code or division, division, since.date()),
        username=account,
        holder=holder,
        password=_password(),
        on=timezone.localdate(),
    )
    say(DONE.format(name=name, account=account))


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("密码 password", hide_input=True, confirmation_prompt="再输入一次 once more", err=True)
    return typed


COMMANDS = (found,)
