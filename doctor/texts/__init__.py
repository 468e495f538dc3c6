"""What software prints when the chain breaks, by the cause it stands for; the pages and `symptom` are fed from here.

`<...>` stands for a name, `...` for anything. Quotes, upper and lower case and how a log was escaped do not matter.
A text of one cause alone is in its room's file; one that several causes bring about is in `refusals.py`,
`connections.py` or `objects.py`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from doctor.texts.brokers import BROKERS
from doctor.texts.connect import CONNECT
from doctor.texts.connections import CONNECTIONS
from doctor.texts.credentials import CREDENTIALS
from doctor.texts.deployment import DEPLOYMENT
from doctor.texts.hosts import HOSTS
from doctor.texts.login import LOGIN
from doctor.texts.mysql import MYSQL
from doctor.texts.names import NAMES
from doctor.texts.network import NETWORK
from doctor.texts.objects import OBJECTS
from doctor.texts.publications import PUBLICATIONS
from doctor.texts.refusals import REFUSALS
from doctor.texts.replication import REPLICATION
from doctor.texts.role_assumption import ROLE_ASSUMPTION
from doctor.texts.server import SERVER
from doctor.texts.tls import TLS

OWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **NETWORK,
        **CREDENTIALS,
        **HOSTS,
        **ROLE_ASSUMPTION,
        **LOGIN,
        **TLS,
        **REPLICATION,
        **PUBLICATIONS,
        **SERVER,
        **NAMES,
        **MYSQL,
        **CONNECT,
        **BROKERS,
        **DEPLOYMENT,
    }
)
"""By cause: texts that nothing else brings about."""

FAMILIES = (*REFUSALS, *CONNECTIONS, *OBJECTS)
"""In the order of the pages: texts that two causes or more bring about."""
