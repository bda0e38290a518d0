"""A real PostgreSQL 18 that needs neither root nor a package manager.

The server binaries come with a wheel; this package makes a durable, password-protected cluster of them below the
runtime folder, starts it, finds it again and stops it. Plain Python: it runs before any framework is configured.

Words: the *install* is the folder with the binaries, the *home* is the folder that holds one cluster (its data, its
log, its guard file), the *account* is the operating-system user the server runs as, the *owner* is the database role
the application signs in with. The owner is not a superuser, so row security binds it.

>>> from shuren.kernel.embedded import database_url
>>> database_url(Path("var"))                                                          # doctest: +SKIP
'postgresql://shuren:…@127.0.0.1:40321/shuren'
"""

from shuren.kernel.embedded.binaries import Unavailable
from shuren.kernel.embedded.clusters import Cluster, NotRunning, cluster, database_url

__all__ = ["Cluster", "NotRunning", "Unavailable", "cluster", "database_url"]
