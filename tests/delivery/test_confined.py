"""What strangers send is parsed by processes of their own: bounded, without secrets, and never the portal's trouble."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.delivery.received.confined.asking import ROOT, Bounds, Confined, NotStarted, Overwhelmed

WORKS = "tests.delivery.confined_works"
MEGABYTE = 2**20
BOUNDS = Bounds(memory=100 * MEGABYTE, processor=2, seconds=20)

Make = Callable[..., Confined]


@pytest.fixture
def confined() -> Iterator[Make]:
    """`confined("echo")`: processes that do this work; they end with the test."""
    made: list[Confined] = []

    def make(work: str, bounds: Bounds = BOUNDS, **options: int) -> Confined:
        made.append(Confined(f"{WORKS}:{work}", bounds, **options))
        return made[-1]

    yield make
    for each in made:
        each.end()


def test_a_question_and_a_content_get_an_answer(confined: Make) -> None:
    content = bytes(range(256)) * 40_000
    assert confined("echo").ask({"é": [1, None]}, content) == {"asked": {"é": [1, None]}, "size": len(content)}


def test_one_process_answers_many_questions_and_is_replaced_at_last(confined: Make) -> None:
    works = confined("number", answers=3)
    numbers = [works.ask({}, b"") for _ in range(7)]
    assert [numbers.count(number) for number in dict.fromkeys(numbers)] == [3, 3, 1]


@pytest.mark.parametrize("work", ["take_memory", "take_processor", "crash", "raise_something", "say_too_much"])
def test_what_takes_too_much_or_breaks_is_told_and_the_next_question_is_answered(confined: Make, work: str) -> None:
    works = confined("any_of")
    assert works.ask({"do": "echo"}, b"x")["size"] == 1
    with pytest.raises(Overwhelmed):
        works.ask({"do": work}, b"")
    assert works.ask({"do": "echo"}, b"xy")["size"] == 2


def test_who_only_waits_is_killed_by_the_clock(confined: Make) -> None:
    works = confined("wait", Bounds(memory=MEGABYTE * 50, processor=5, seconds=0.3))
    with pytest.raises(Overwhelmed):
        works.ask({}, b"")


def test_a_process_that_was_killed_while_it_waited_is_replaced(confined: Make) -> None:
    works = confined("number")
    number = works.ask({}, b"")
    os.kill(number, signal.SIGKILL)
    assert works.ask({}, b"") != number


def test_it_can_open_neither_files_nor_connections_and_knows_no_secret(
    confined: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "a secret")
    assert confined("reach_out").ask({}, b"") == {"file": False, "written": False, "socket": False, "secret": None}


def test_what_parses_imports_neither_flask_nor_the_database() -> None:
    for work in ("pdf", "picture", "table"):
        code = f"import sys, app.delivery.received.confined.{work}; print([*sys.modules])"
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert not {"flask", "sqlalchemy", "config", "openpyxl"} & set(eval(run.stdout))  # noqa: S307 (our own list)


def test_a_work_that_cannot_start_says_nothing_of_the_content(confined: Make) -> None:
    with pytest.raises(NotStarted):
        confined("no_such_work").ask({}, b"")


def test_many_may_ask_at_once_and_only_so_many_work(confined: Make) -> None:
    works, numbers = confined("number", at_once=2), []
    threads = [threading.Thread(target=lambda: numbers.append(works.ask({}, b""))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 8
    assert len(set(numbers)) <= 2


PORTAL = """
    import os, signal
    from app.delivery.received.confined.asking import Bounds, Confined
    works = Confined("{works}:number", Bounds(memory=2**26, processor=2, seconds=5))
    print(works.ask({{}}, b""), flush=True)
    {end}
"""


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit"])
def test_it_ends_with_the_portal_however_that_ends(end: str) -> None:
    code = textwrap.dedent(PORTAL).format(works=WORKS, end=end)
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert not run.stderr
    assert _ends(int(run.stdout))


def _ends(number: int) -> bool:
    """Whether a process is gone within half a minute."""
    for _ in range(300):
        status = Path(f"/proc/{number}/status")
        if not status.exists() or "\nState:\tZ" in status.read_text():
            return True
        time.sleep(0.1)
    return False


def test_a_process_forked_from_the_portal_starts_its_own(confined: Make) -> None:
    works = confined("number")
    before = works.ask({}, b"")
    reading, writing = os.pipe()
    code = f"""
        import os
        from app.delivery.received.confined.asking import Bounds, Confined
        works = Confined("{WORKS}:number", Bounds(memory=2**26, processor=2, seconds=5))
        first = works.ask({{}}, b"")
        if os.fork() == 0:
            print(first != works.ask({{}}, b""), flush=True)
        else:
            os.wait()
            print(first == works.ask({{}}, b""), flush=True)
    """
    os.close(reading)
    os.close(writing)
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["True", "True"]
    assert not run.stderr
    assert works.ask({}, b"") == before


def test_a_system_that_gives_no_process_says_nothing_of_the_content(confined: Make) -> None:
    kept = resource.getrlimit(resource.RLIMIT_NOFILE)
    open_files = max(int(name) for name in os.listdir("/proc/self/fd")) + 1
    works = confined("number")
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(3, open_files), kept[1]))
    try:
        with pytest.raises(NotStarted):
            works.ask({}, b"")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, kept)
    assert isinstance(works.ask({}, b""), int)
