"""A Pulumi package of the lab as the engine sees one: a gRPC server, the `ResourceProvider` of provider.proto."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NoReturn

import grpc
from botocore.exceptions import ClientError
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from lab.backends import operations
from lab.backends.backend import Backend, LabError
from lab.backends.operations import PartlyCreated
from lab.backends.package import Package
from lab.backends.values import plain

THREADS = 32
"""More than the engine asks at once of one package: pulumi up --parallel is 16 by default."""
KINDS = provider_pb2.PropertyDiff
VERSION = "version"
"""The engine's own input of every provider resource; of a bridged package it is the bridge's release at times."""


def serve(package: Package) -> tuple[grpc.Server, int]:
    """Start a server for the package on a free port of this machine: the server, to be stopped, and the port."""
    server = grpc.server(ThreadPoolExecutor(max_workers=THREADS), options=_GRPC_CHANNEL_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(PackageServicer(package), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


class PackageServicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves every configured provider of its package.

    The engine dials once for each provider resource and tells its configuration over that connection: the connection is
    what says whose resource a request is about.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._configured: dict[str, Any] = {}

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """No secrets, resources or outputs on the wire: the engine marks again what was secret among the inputs."""
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: Any, context: Any) -> Empty:  # noqa: N802, ARG002
        """The engine's address, which the lab has no use for."""
        return Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """Release of the package."""
        return plugin_pb2.PluginInfo(version=self._package.version)

    def Parameterize(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """A Terraform provider behind the bridge: it is the one of this package, whatever it is asked to be."""
        return provider_pb2.ParameterizeResponse(name=request.value.name, version=self._package.version)

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """All is judged when it is configured."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """Another login is no other cloud: nothing is replaced for it."""
        olds, news = _properties(request.old_inputs), _properties(request.news)
        changed = frozenset(key for key in {*olds, *news} - {VERSION} if olds.get(key) != news.get(key))
        return _difference(request, changed, frozenset(), deletes_first=False)

    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Make the provider of this connection."""
        with _told(context):
            inputs = plain(_properties(request.args))
            inputs.pop(VERSION, None)
            self._configured[context.peer()] = self._package.configure(request.name, inputs)
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Invoke(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Answer a function."""
        with _told(context):
            function = self._package.function(request.tok)
            if function is None:
                raise LabError(f"{request.tok}: the lab has no backend for this function")
            answer = function(self._provider(context), plain(_properties(request.args)))
        return provider_pb2.InvokeResponse(**{"return": _struct(answer)})

    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Inputs with the auto name; a refusal is a failure of the resource, not of the request."""
        olds, news = _properties(request.olds), _properties(request.news)
        try:
            with _told(context, passes=LabError):
                backend = self._backend(request)
                provider = self._provider(context)
                inputs = operations.check(backend, provider, request.name, olds, news, request.randomSeed)
        except LabError as error:
            return provider_pb2.CheckResponse(failures=[provider_pb2.CheckFailure(reason=str(error))])
        return provider_pb2.CheckResponse(inputs=_struct(inputs))

    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        """By argument: in place, or by another resource."""
        with _told(context):
            found = operations.diff(
                self._backend(request),
                _properties(request.old_inputs),
                _properties(request.news),
                named_first=self._package.named_first,
            )
        return _difference(request, found.changed, found.replaces, deletes_first=found.deletes_first)

    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Make it; in a preview: what is known of it."""
        backend, inputs = self._backend(request), _properties(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=_struct(operations.planned(backend, {}, {}, inputs)))
        with _told(context):
            created = operations.create(backend, self._provider(context), inputs)
            if not context.is_active():
                # The engine was killed and will never know of it. A real plug-in dies with the engine: what it was
                # making may be there, and is to be imported or deleted by hand.
                operations.delete(backend, self._provider(context), created.id, created.outputs)
        return provider_pb2.CreateResponse(id=created.id, properties=_struct(created.outputs))

    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        """As it is now; without an id when it is gone."""
        inputs, state = _properties(request.inputs), _properties(request.properties)
        with _told(context):
            seen = operations.read(self._backend(request), self._provider(context), request.id, inputs, state)
        if seen is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(id=request.id, inputs=_struct(seen[0]), properties=_struct(seen[1]))

    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Change it in place; in a preview: what is known of the outcome."""
        backend, olds = self._backend(request), _properties(request.old_inputs)
        state, news = _properties(request.olds), _properties(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=_struct(operations.planned(backend, olds, state, news)))
        with _told(context):
            outputs = operations.update(backend, self._provider(context), request.id, olds, state, news)
        return provider_pb2.UpdateResponse(properties=_struct(outputs))

    def Delete(self, request: Any, context: Any) -> Empty:  # noqa: N802
        """Take it away."""
        with _told(context):
            state = _properties(request.properties)
            operations.delete(self._backend(request), self._provider(context), request.id, state)
        return Empty()

    def Cancel(self, request: Any, context: Any) -> Empty:  # noqa: N802, ARG002
        """What has begun is ended; nothing of it takes long."""
        return Empty()

    def _provider(self, context: Any) -> Any:
        if context.peer() not in self._configured:
            raise LabError("the provider of this connection is not configured")
        return self._configured[context.peer()]

    def _backend(self, request: Any) -> Backend[Any]:
        backend = self._package.resource(request.type)
        if backend is None:
            raise LabError("the lab has no backend for this type")
        return backend


@contextmanager
def _told(context: Any, passes: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    """What a service refuses, to the engine in its own words; anything else is a fault of the lab and is logged."""
    try:
        yield
    except ClientError as error:
        refusal = error.response["Error"]
        _abort(context, f"{refusal['Code']}: {refusal['Message']}")
    except PartlyCreated as error:
        detail = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error))
        detail.details.add().Pack(
            provider_pb2.ErrorResourceInitFailed(
                id=error.created.id, properties=_struct(error.created.outputs), reasons=[str(error)]
            )
        )
        context.set_trailing_metadata((("grpc-status-details-bin", detail.SerializeToString()),))
        _abort(context, str(error))
    except LabError as error:
        if passes and isinstance(error, passes):
            raise
        _abort(context, str(error))


def _abort(context: Any, message: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError("abort raises")


def _difference(request: Any, changed: frozenset[str], replaces: frozenset[str], *, deletes_first: bool) -> Any:
    olds, news = _properties(request.old_inputs), _properties(request.news)
    detailed = {}
    for key in changed:
        word = "UPDATE" if key in olds and key in news else "ADD" if key in news else "DELETE"
        kind = KINDS.Kind.Value(f"{word}_REPLACE" if key in replaces else word)
        detailed[key] = KINDS(kind=kind, inputDiff=True)
    some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some,
        diffs=sorted(changed),
        replaces=sorted(replaces),
        deleteBeforeReplace=deletes_first,
        detailedDiff=detailed,
        hasDetailedDiff=True,
    )


def _properties(struct: Struct) -> dict[str, Any]:
    return dict(MessageToDict(struct))


def _struct(properties: dict[str, Any]) -> Struct:
    struct = Struct()
    struct.update(properties)
    return struct
