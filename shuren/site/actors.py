"""Parts of the site that act where no page runs; declared here, so that the pages which show their names know them."""

from shuren.kernel.actors import system_actor

COMMAND_LINE = system_actor("command-line", "命令行").name
DEMO = system_actor("demo", "演示数据导入").name
MIGRATION = system_actor("demo.history", "历史数据迁移").name
FIRST_LOADING = system_actor("demo.registry", "机构库初始化").name
