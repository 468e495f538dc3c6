"""What a pipeline says is wrong with it: the word of Redpanda Cloud, or else its own on the brokers."""

from doctor.checks.each_pipeline import NOT_READ, Pipeline
from doctor.facts.facts import Facts, PipelineFacts

FALLEN = "STATE_ERROR"


def own_error(facts: Facts, pipeline: Pipeline) -> str | None:
    """The error's text; None: it tells none, or nobody could ask it."""
    seen = facts.pipelines.get(pipeline["name"], NOT_READ)
    if isinstance(seen, PipelineFacts):
        if seen.error is not None:
            return seen.error
        if seen.state != FALLEN:  # what the brokers hold may be from before it was mended
            return None
    told = facts.own_words.get(pipeline["name"])
    return told if isinstance(told, str) else None


def is_in_error(facts: Facts, pipeline: Pipeline) -> bool:
    """Whether the pipeline has fallen, with or without a reason."""
    seen = facts.pipelines.get(pipeline["name"], NOT_READ)
    return own_error(facts, pipeline) is not None or (isinstance(seen, PipelineFacts) and seen.state == FALLEN)
