import os
import sys

import pytest

from lab.services.processes import BackgroundProcess, last_line, without_aws_and_libpq

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


@pytest.fixture
def launch(tmp_path):
    launched = []

    def background(command=SLEEPER):
        launched.append(BackgroundProcess.launch(command, log=tmp_path / "log", environment=os.environ))
        return launched[-1]

    yield background
    for process in launched:
        process.kill()


def test_a_process_is_found_by_its_record_until_it_is_stopped(launch):
    process = launch()
    again = BackgroundProcess(**vars(process))
    assert again.find().pid == process.pid
    again.stop()
    assert process.find() is None


def test_another_process_that_got_the_same_pid_is_not_taken_for_it(launch):
    process = launch()
    assert BackgroundProcess(pid=process.pid, started=process.started - 3600).find() is None


def test_a_process_that_its_parent_does_not_bury_counts_as_gone(launch):
    process = launch()
    process.stop()  # it stays a zombie of this process, which waits for nobody
    assert process.find() is None
    process.stop()


def test_a_killed_process_is_gone_at_once(launch):
    process = launch()
    process.kill()
    assert process.find() is None


def test_a_background_process_is_in_a_session_of_its_own(launch):
    assert os.getsid(launch().pid) != os.getsid(0)


def test_nothing_of_the_operators_own_set_up_leaks_in():
    assert without_aws_and_libpq({"AWS_PROFILE": "mine", "PGHOST": "mine", "PATH": "/bin"}) == {"PATH": "/bin"}


def test_its_output_goes_to_the_log(launch, tmp_path):
    process = launch([sys.executable, "-c", "print('said')"])
    while process.find() is not None:
        pass
    assert (tmp_path / "log").read_text() == "said\n"


@pytest.mark.parametrize(("said", "told"), [("one\ntwo\n", "two"), ("", "it said nothing"), (None, "it said nothing")])
def test_the_last_line_of_a_log_is_told_or_that_there_is_none(tmp_path, said, told):
    log = tmp_path / "said"
    if said is not None:
        log.write_text(said)
    assert last_line(log) == told
