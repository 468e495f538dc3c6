"""A server of a test's own, for one connection, that can show a certificate."""

import socket
import ssl
import threading
from contextlib import contextmanager

HERE = "127.0.0.1"


@contextmanager
def serving(answer):
    """The port of a server that gives its one connection to `answer`."""

    def serve():
        with listener.accept()[0] as connection:
            answer(connection)

    with socket.create_server((HERE, 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            thread.join()


def show(connection, leaf, then=lambda _encrypted: None):
    """Go over to TLS with this certificate, and hand what is encrypted on; a client that trusts it not may leave."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf.certificate_file, leaf.key_file)
    try:
        with context.wrap_socket(connection, server_side=True) as encrypted:
            then(encrypted)
    except OSError:  # the client left, as it should from a server it does not trust
        return
