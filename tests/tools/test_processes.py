"""Work in parallel processes: the same results in the same order, exceptions passed on, nothing lost with a process that dies."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publish.diagnostics import ExitCode, Location, PublishError, diagnostic
from publish.reading import check
from publish.tools.processes import remove_abandoned, run_program, scratch_folder, side_by_side

TEST_PROCESS = os.getpid()


def square(number: int) -> int:
    time.sleep(0.002 * (5 - number % 5))
    return number * number


def process_id(_: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def fail_at_three(number: int) -> int:
    if number == 3:
        raise PublishError(diagnostic("M190", "pandoc does not start", help="run make", at=Location(path="one.md", line=3)))
    return number


def die_at_two(number: int) -> int:
    if number == 2 and os.getpid() != TEST_PROCESS:
        os.kill(os.getpid(), signal.SIGKILL)
    return -number


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_keep_their_order(jobs: int) -> None:
    assert side_by_side(square, range(20), jobs=jobs, weight=lambda number: number) == [number * number for number in range(20)]


def test_work_is_done_in_other_processes() -> None:
    pids = set(side_by_side(process_id, range(8), jobs=2, weight=lambda _: 1))
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_machine_without_semaphores_does_the_work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("multiprocessing.synchronize.SemLock.__init__", refuse)
    assert set(side_by_side(process_id, range(4), jobs=2, weight=lambda _: 1)) == {os.getpid()}


def test_no_process_is_copied_while_another_thread_may_hold_a_lock() -> None:
    script = (
        "import _thread, threading, time; from publish.tools import processes; alone = processes._start_method(); "
        "_thread.start_new_thread(time.sleep, (60,)); print(alone, threading.active_count(), processes._start_method())"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    alone = "fork" if sys.platform == "linux" else "spawn"
    assert run.stdout.split() == [alone, "1", "spawn"]  # Python itself does not count such a thread


def test_one_value_needs_no_process() -> None:
    assert side_by_side(process_id, [1], jobs=8, weight=lambda _: 1) == [os.getpid()]


def test_exception_keeps_its_diagnostics_and_exit_code() -> None:
    with pytest.raises(PublishError) as fault:
        side_by_side(fail_at_three, range(6), jobs=2, weight=lambda _: 1)
    assert fault.value.exit_code is ExitCode.MACHINE
    assert [(diagnostic.code, diagnostic.location) for diagnostic in fault.value.diagnostics] == [("M190", Location(path="one.md", line=3))]


def test_exception_ends_only_the_processes_of_its_own_work() -> None:
    other = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,), daemon=True)
    other.start()
    before = {child.pid for child in multiprocessing.active_children()}
    with pytest.raises(PublishError):
        side_by_side(fail_at_three, range(6), jobs=2, weight=lambda _: 1)
    assert {child.pid for child in multiprocessing.active_children()} == before
    other.kill()
    other.join()


def test_work_of_a_dead_process_is_done_here() -> None:
    assert side_by_side(die_at_two, range(6), jobs=2, weight=lambda _: 1) == [0, -1, -2, -3, -4, -5]


def test_diagnostics_are_the_same_for_any_number_of_processes(tmp_path: Path) -> None:
    names = [f"{number}.md" for number in range(4)]
    for name in names:
        text = "\n\n".join(f"Sentence {number} has a mark[^missing-{number % 7}] of a note, and goes on." for number in range(600))
        (tmp_path / name).write_text(f"# Chapter {name}\n\n{text}\n", encoding="utf-8")
    (tmp_path / "book.toml").write_text(
        f'title = "T"\nlanguage = "en"\ncontributors = [{{ name = "A" }}]\nspine = {{ body = {names} }}\n', encoding="utf-8"
    )
    alone = check(tmp_path)
    places = {(diagnostic.code, diagnostic.location.path if diagnostic.location else "") for diagnostic in alone}
    assert places == {("N101", name) for name in names}
    assert check(tmp_path, jobs=2) == alone


def test_folder_of_a_killed_process_is_removed_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    hold = "import time; from publish.tools.processes import *\nwith scratch_folder('publish-'): print(flush=True); time.sleep(60)"
    killed = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE)
    assert killed.stdout
    killed.stdout.readline()
    (left,) = tmp_path.iterdir()
    (left / "fonts").mkdir()
    for name in ("publish-website", "publish-import-my_notes", "letters"):  # somebody's own
        (tmp_path / name).mkdir()
    (tmp_path / "publish-link").symlink_to(left)
    with scratch_folder("publish-import-") as used:
        remove_abandoned()
        assert left.is_dir(), "its process is alive"
        killed.kill()
        killed.wait()
        killed.stdout.close()
        remove_abandoned()
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
            [used.name, "letters", "publish-import-my_notes", "publish-link", "publish-website"]
        )
    assert not used.exists()


def test_disk_without_locks_still_has_scratch_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with scratch_folder("publish-tests-") as folder:
        assert list(folder.iterdir()) == []
        remove_abandoned()
        assert folder.is_dir()


def test_program_has_a_limit_of_computing_time() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_program([sys.executable, "-S", "-c", "while True: pass"], seconds=1)
    idle = run_program([sys.executable, "-S", "-c", "import time; time.sleep(1.1); print(input())"], seconds=1, content=b"awake")
    assert (idle.returncode, idle.stdout) == (0, b"awake\n"), "a busy machine is not the program's fault"
