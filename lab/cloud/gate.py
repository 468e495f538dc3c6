"""What Aurora puts in front of PostgreSQL: TLS on the cluster's endpoint, and IAM database authentication.

Aurora User Guide, "IAM database authentication" and "Troubleshooting for IAM database authentication".
"""

import asyncio
import os
import socket
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from domain.iam_evaluation import Decision, Principal
from lab.backends.backend import LabError
from lab.cloud import login_token, postgres_wire, proxy_login
from lab.cloud.aurora_cluster import AuroraCluster, ProxyFront
from lab.cloud.login_token import Credentials, CredentialsFor, Refused
from lab.cloud.postgres_wire import Connection, Packet, ProtocolViolation, Startup
from lab.cloud.proxy_login import ProxyRefused
from lab.services.certificates import CertificateAuthority
from lab.services.ports import LOOPBACK
from lab.services.postgres import prepare_login

LOGIN_TIMEOUT_S = 60.0  # PostgreSQL documentation, authentication_timeout

# PostgreSQL documentation, "PostgreSQL Error Codes"
INVALID_AUTHORIZATION = "28000"
INVALID_PASSWORD = "28P01"  # noqa: S105 - an error code


class EndpointContext(ssl.SSLContext):
    """The TLS settings of one endpoint: after the handshake they tell which one the client asked for."""

    endpoint: str


class Gate:
    """Lets in whom Aurora would let in, then passes bytes until either side ends.

    Everyone needs TLS, and names the cluster by the host name in it (SNI). A member of `rds_iam` needs a token whose
    principal may `rds-db:connect`; any other user's password is PostgreSQL's to check. It offers no direct TLS
    negotiation and no channel binding. It serves one event loop.
    """

    def __init__(
        self,
        *,
        authority: CertificateAuthority,
        cluster_at: Callable[[str], AuroraCluster | None],
        credentials_for: CredentialsFor,
        may_connect: Callable[[Principal, str], Decision],
        log: Callable[[str], None],
    ) -> None:
        """`cluster_at` takes an endpoint's host name, `may_connect` a database user's ARN; `log` takes one line."""
        self._authority = authority
        self._cluster_at = cluster_at
        self._credentials_for = credentials_for
        self._may_connect = may_connect
        self._log = log
        self._contexts: dict[str, EndpointContext] = {}
        self._before_sni = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._before_sni.sni_callback = self._choose_endpoint
        self._sockets_in_use: list[Path] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen, on a free port if `port` is 0; returns the port. Raises `LabError` if it is taken."""
        try:
            listener = socket.create_server((host, port))
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise LabError(f"gate: got {host}:{port}, want a free port ({why}); stop who has it") from None
        listener.setblocking(False)
        self._spawn(self._accept(listener))
        return int(listener.getsockname()[1])

    async def close(self) -> None:
        """Stop listening and cut every connection."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        client_left = isinstance(error, asyncio.IncompleteReadError | ConnectionResetError | BrokenPipeError)
        if error and not client_left:
            self._log(f"gate: connection closed: {type(error).__name__}: {error}")

    async def _accept(self, listener: socket.socket) -> None:
        with listener:
            while True:
                try:
                    client, _ = await asyncio.get_running_loop().sock_accept(listener)
                except OSError as error:
                    self._log(f"gate: cannot accept a connection: {error}")
                    await asyncio.sleep(1)  # out of file descriptors, say: trying at once would fail as well
                else:
                    self._spawn(self._serve(client))

    async def _serve(self, plaintext: socket.socket) -> None:
        with plaintext:
            async with asyncio.timeout(LOGIN_TIMEOUT_S):
                packet = await self._first_packet(plaintext)
                if packet.code == postgres_wire.CANCEL_REQUEST:
                    return await self._cancel(packet)
                if packet.code != postgres_wire.SSL_REQUEST:
                    return await self._refuse_plaintext(plaintext, Startup.parse(packet))
                client = await self._start_tls(plaintext)
        with closing(client):
            async with asyncio.timeout(LOGIN_TIMEOUT_S):
                packet = await Packet.read(client.reader.readexactly)
                if packet.code == postgres_wire.CANCEL_REQUEST:
                    return await self._cancel(packet)
                cluster = self._cluster_of(client)
                server = await self._log_in(client, cluster, Startup.parse(packet))
            if server:
                with closing(server):
                    await self._pipe(client, server, cluster)
        return None

    async def _first_packet(self, plaintext: socket.socket) -> Packet:
        # A socket, not a stream: what a client stuffs behind its SSLRequest stays in the kernel and meets the TLS
        # handshake, which fails. A stream's buffer would carry it over, as if it had come encrypted (CVE-2021-23222).
        read = partial(postgres_wire.receive_exactly, plaintext)
        packet = await Packet.read(read)
        if packet.code == postgres_wire.GSSENC_REQUEST:
            await asyncio.get_running_loop().sock_sendall(plaintext, postgres_wire.DECLINE_GSSENC)
            packet = await Packet.read(read)
        return packet

    async def _refuse_plaintext(self, plaintext: socket.socket, startup: Startup) -> None:
        host, *_ = plaintext.getpeername()
        names = f'host "{host}", user "{startup.user}", database "{startup.database}"'
        await self._refuse(
            partial(asyncio.get_running_loop().sock_sendall, plaintext),
            INVALID_AUTHORIZATION,
            f"no pg_hba.conf entry for {names}, no encryption",
            f"{startup.user!r} asked for no TLS",
        )

    async def _refuse(self, send: Callable[[bytes], Awaitable[None]], sqlstate: str, message: str, why: str) -> None:
        self._log(f"gate: refused: {why}")
        await send(postgres_wire.fatal(sqlstate, message))

    async def _start_tls(self, plaintext: socket.socket) -> Connection:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(plaintext, postgres_wire.ACCEPT_TLS)
        reader = asyncio.StreamReader()
        transport, protocol = await loop.connect_accepted_socket(
            lambda: asyncio.StreamReaderProtocol(reader),
            socket.socket(fileno=plaintext.detach()),
            ssl=self._before_sni,
        )
        return Connection(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

    def _choose_endpoint(self, tls: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> int | None:
        if name is None or self._available(name) is None:
            self._log(f"gate: refused: no available cluster has the endpoint {name!r}")
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        if name not in self._contexts:
            leaf = self._authority.leaf(name)
            context = self._contexts[name] = EndpointContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(leaf.certificate_file, leaf.key_file)
            context.endpoint = name
        tls.context = self._contexts[name]
        return None

    def _available(self, endpoint: str) -> AuroraCluster | None:
        cluster = self._cluster_at(endpoint)
        return cluster if cluster and cluster.status == "available" else None

    def _cluster_of(self, client: Connection) -> AuroraCluster:
        context = client.writer.get_extra_info("ssl_object").context
        cluster = self._available(context.endpoint) if isinstance(context, EndpointContext) else None
        if cluster is None:
            raise ProtocolViolation("the cluster is gone")
        return cluster

    async def _log_in(self, client: Connection, cluster: AuroraCluster, startup: Startup) -> Connection | None:
        """A connection to PostgreSQL on which the client may go on, or None: it was refused."""
        user = startup.user
        if cluster.proxy:
            return await self._log_in_by_proxy(client, cluster, cluster.proxy, startup)
        needs_token = await prepare_login(cluster.socket_directory, cluster.postgres_port, user)
        if needs_token and startup.replication and not cluster.iam_auth_for_replication:
            # As Aurora, for which the token is then a wrong password (psycopg2#1391).
            message = f'password authentication failed for user "{user}"'
            why = f"{user!r} wants replication, and rds.iam_auth_for_replication is off"
            await self._refuse(client.send, INVALID_PASSWORD, message, why)
            return None
        if needs_token:
            try:
                credentials = await self._check_token(client, cluster, user)
            except Refused as refused:
                message = f'PAM authentication failed for user "{user}"'
                await self._refuse(client.send, INVALID_AUTHORIZATION, message, f"{user!r}: {refused}")
                return None
            self._log(f"gate: {user!r} logs in with a token of {credentials.principal.arn}")
            server = Connection(*await asyncio.open_unix_connection(cluster.socket))
        else:
            self._log(f"gate: {user!r} goes on to PostgreSQL's own password check")
            server = Connection(*await asyncio.open_connection(LOOPBACK, cluster.postgres_port))
        await server.send(startup.encode())
        return server

    async def _log_in_by_proxy(
        self, client: Connection, cluster: AuroraCluster, proxy: ProxyFront, startup: Startup
    ) -> Connection | None:
        """As `_log_in`: the client shows its token to the proxy, which then logs in as the same user by its own."""
        user = startup.user
        try:
            proxy_login.check_startup(startup)
            credentials = await self._check_token(client, cluster, user)
            by_token = await prepare_login(cluster.socket_directory, cluster.postgres_port, user)
            proxy_login.check_own_login(cluster, proxy, user, by_token=by_token, may_connect=self._may_connect)
        except (ProxyRefused, Refused) as error:
            refused = error if isinstance(error, ProxyRefused) else proxy_login.wrong_token(user, str(error))
            await self._refuse(client.send, refused.sqlstate, refused.message, f"{user!r} at the proxy: {refused}")
            return None
        self._log(f"gate: {user!r} logs in through {cluster.endpoint} with a token of {credentials.principal.arn}")
        server = Connection(*await asyncio.open_unix_connection(cluster.socket))
        await server.send(proxy_login.onwards(startup, proxy).encode())
        return server

    async def _check_token(self, client: Connection, cluster: AuroraCluster, user: str) -> Credentials:
        await client.send(postgres_wire.ASK_CLEARTEXT_PASSWORD)
        token = await postgres_wire.read_password(client.reader)
        if not cluster.iam_authentication:
            raise Refused("IAM database authentication is off")
        credentials = login_token.verify(
            token,
            host=cluster.endpoint,
            port=cluster.port,
            region=cluster.region,
            user=user,
            now=datetime.now(UTC),
            credentials_for=self._credentials_for,
        )
        principal = credentials.principal
        if principal.account != cluster.account:
            raise Refused(f"{principal.arn} is not of the database's account {cluster.account}")
        decision = self._may_connect(principal, cluster.dbuser_arn(user))
        if not decision.allowed:
            raise Refused(decision.reason)
        return credentials

    async def _pipe(self, client: Connection, server: Connection, cluster: AuroraCluster) -> None:
        self._sockets_in_use.append(cluster.socket)
        try:
            await asyncio.gather(client.copy_to(server), server.copy_to(client))
        finally:
            self._sockets_in_use.remove(cluster.socket)

    async def _cancel(self, packet: Packet) -> None:
        """Pass a cancel request on to each server in use: it names a session, not a cluster, and may come without TLS.

        Only the server that gave the session its secret key heeds it.
        """
        for path in set(self._sockets_in_use):
            with closing(Connection(*await asyncio.open_unix_connection(path))) as server:
                await server.send(packet.encode())
                await server.reader.read()  # PostgreSQL closes once it has passed the signal on
