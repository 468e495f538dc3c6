"""A pipeline that is killed in mid-stream goes on from its slot."""

import json
import signal
import threading
import time

from confluent_kafka import Consumer, TopicPartition

from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings
from lab.services.processes import BackgroundProcess

ARRIVAL_TIMEOUT_S = 60


class Application:
    """Inserts row after row in the background until it is told to stop."""

    def __init__(self, surroundings):
        self.surroundings = surroundings
        self.written = []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._write)

    def _write(self):
        with self.surroundings.workload.login(*self.surroundings.master_login) as connection:
            for key in range(1000, 1_000_000):
                connection.execute("INSERT INTO iamuser_test VALUES (%s, 'row')", [key])
                self.written.append(key)
                if self.stopped.wait(0.002):
                    return

    def await_rows(self, count):
        seen = len(self.written)
        while len(self.written) < seen + count:
            assert self.thread.is_alive()
            time.sleep(0.01)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()


def keys_in_topic(surroundings, wanted):
    """Reads the topic from its beginning until every wanted key was seen, in the order of arrival."""
    consumer = Consumer({**surroundings.kafka_admin_config(), "group.id": "restart", "enable.auto.commit": False})
    consumer.assign([TopicPartition(surroundings.pipeline["topic"], 0, 0)])
    keys, missing, deadline = [], set(wanted), time.monotonic() + ARRIVAL_TIMEOUT_S
    try:
        while missing and time.monotonic() < deadline:
            message = consumer.poll(1)
            if message is not None and message.error() is None:
                keys.append(int(message.key()))
                missing.discard(keys[-1])
    finally:
        consumer.close()
    assert not missing, f"{len(missing)} of {len(wanted)} rows were lost, {min(missing)} first"
    return keys


def test_a_pipeline_killed_under_inserts_loses_no_change_and_reads_no_snapshot_again(own_lab, with_brokers):
    lab = own_lab()
    lab.up()
    surroundings = Surroundings(lab.paths, LabState.load(lab.paths))
    pipeline = lab.paths.pipelines / surroundings.pipeline["id"]
    process = BackgroundProcess(**json.loads((pipeline / "process.json").read_text()))
    with Application(surroundings) as application:
        application.await_rows(100)
        process.kill()
        application.await_rows(100)
        again = lab.start("run-pipeline", "iam_test")
        application.await_rows(100)
    try:
        keys = keys_in_topic(surroundings, application.written)
    finally:
        again.send_signal(signal.SIGINT)
        said, _ = again.communicate(timeout=60)
    first_seen = list(dict.fromkeys(key for key in keys if key >= 1000))
    assert first_seen == application.written
    assert keys.count(1) == 1  # the snapshot's row
    assert (again.returncode, "Traceback" in said) == (0, False)


def test_run_pipeline_names_the_pipelines_there_are(running_lab):
    done = running_lab.run("run-pipeline", "nothing")
    assert (done.returncode, done.stderr.strip()) == (3, "error pipeline: got 'nothing', want one of iam_test")
