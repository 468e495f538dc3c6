"""The last lines of a pipeline's log, out of the topic that Redpanda Cloud keeps them in."""

from types import SimpleNamespace

from confluent_kafka import KafkaError, KafkaException

from doctor.facts.facts import Unavailable
from doctor.facts.logs import LOG_TOPIC, MOST_LINES, READ_BACK, last_log_lines
from doctor.lab import LabCloud


def record(key, value, at, error=None):
    return SimpleNamespace(
        key=lambda: key, value=lambda: value.encode(), timestamp=lambda: (1, at), error=lambda: error
    )


class Brokers:
    """Two partitions of the log topic, whose records were put there."""

    def __init__(self, *records, topic_error=None, ends=(0, 10)):
        self.records, self.topic_error, self.ends = records, topic_error, ends
        self.closed = False

    def __call__(self, config):
        self.config = config
        return self

    def list_topics(self, topic, timeout):
        return SimpleNamespace(topics={topic: SimpleNamespace(error=self.topic_error, partitions={0: None, 1: None})})

    def get_watermark_offsets(self, _partition, timeout):
        return self.ends

    def assign(self, partitions):
        self.assigned = [(one.topic, one.partition, one.offset) for one in partitions]

    def consume(self, wanted, timeout):
        return list(self.records[:wanted])

    def close(self):
        self.closed = True


def test_a_pipelines_own_lines_are_told_in_the_order_they_were_logged():
    brokers = Brokers(record(b"p1", "second", 2), record(b"p2", "other", 1), record(b"p1", "first", 1))
    assert last_log_lines({"bootstrap.servers": "b:9092"}, "p1", brokers) == ["first", "second"]
    assert brokers.config["enable.auto.commit"] is False
    assert brokers.closed


def test_only_the_end_of_each_partition_is_read():
    brokers = Brokers(ends=(5, READ_BACK + 105))
    assert last_log_lines({}, "p1", brokers) == []
    assert brokers.assigned == [(LOG_TOPIC, 0, 105), (LOG_TOPIC, 1, 105)]


def test_only_the_last_lines_are_told():
    many = Brokers(*(record(b"p1", str(number), number) for number in range(MOST_LINES + 1)), ends=(0, MOST_LINES + 1))
    lines = last_log_lines({}, "p1", many)
    assert (len(lines), lines[0], lines[-1]) == (MOST_LINES, "1", str(MOST_LINES))


def test_brokers_that_do_not_answer_are_told_and_not_raised():
    class Silent(Brokers):
        def list_topics(self, topic, timeout):
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))

    silent = Silent()
    assert isinstance(last_log_lines({}, "p1", silent), Unavailable)
    assert silent.closed


def test_a_topic_that_may_not_be_read_is_told():
    refused = Brokers(topic_error=KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED))
    assert last_log_lines({}, "p1", refused).reason.startswith(f"{LOG_TOPIC}: ")


def test_the_labs_lines_are_in_a_file_of_the_pipeline(tmp_path):
    (tmp_path / "log").write_text("one\ntwo\nthree\n")
    lab = LabCloud({"pipelines": {"orders": {"id": "p1", "directory": str(tmp_path)}}})
    assert lab.log_lines("p1", 2) == ["two", "three"]
    (tmp_path / "log").unlink()
    assert lab.log_lines("p1", 2) == []
