"""What can go wrong in a pipeline; a message never holds a secret."""


class ConfigError(ValueError):
    """The configuration is not one that Connect and the stand-in both understand; retrying does not help."""


class PipelineError(Exception):
    """The pipeline cannot go on now; Connect would log the message and try again."""


class CredentialsError(PipelineError):
    """No login token: the pod's identity or one of the roles was refused."""


class ReplicationError(PipelineError):
    """The database is not prepared as the pipeline needs it."""


class SinkError(PipelineError):
    """Records were not acknowledged by the broker."""
