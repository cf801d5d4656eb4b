"""The microphone in a real browser: what it sends, what it says, and what is there without one.

Chromium's own false microphone hears a beep every second. The server here is the test's: it keeps
what it was sent and answers as it is told.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import soundfile

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pages.parts.player.assets import read_all

pytestmark = pytest.mark.browser

FRONT = Path(__file__).resolve().parents[2] / "pages" / "parts" / "stage" / "front"
SCRIPTS = ("recorder.js", "controls.js", "microphone.js")
ANSWER = {"seconds": 3.0, "genres": ["Rock"], "times": [3.0], "chances": [[1.0]], "sentence": "Yes"}
PAGE = f"""<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<style>{read_all(FRONT, "microphone.css")}</style><div id="place"></div><script>
{read_all(FRONT, *SCRIPTS)}
const answers = [], problems = [];
const microphone = new Microphone(document.getElementById("place"), {{
  listen: "/listen",
  onAnswer: (answer) => answers.push(answer.final),
  onProblem: (why) => problems.push(why),
}});
</script>"""


class Ear(ThreadingHTTPServer):
    """A server that listens.

    Attributes:
        sounds: what it was sent.
        status, reply: what it answers.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sounds: list[bytes] = []
        self.status = 200
        self.reply: dict[str, object] = dict(ANSWER)

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: Ear

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        """Serve the page."""
        self._answer(200, PAGE.encode(), "text/html")

    def do_POST(self) -> None:
        """Keep a sound."""
        self.server.sounds.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(self.server.status, json.dumps(self.server.reply).encode(), "application/json")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Give a server that listens."""
    server = Ear()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, ear: Ear) -> Iterator[Callable[..., Page]]:
    """Give a function that opens the page, with or without leave to use the microphone."""
    contexts: list[BrowserContext] = []

    def opened(allowed: bool = True, script: str = "") -> Page:
        context = browser.new_context()
        context.grant_permissions(["microphone"] if allowed else [])
        context.add_init_script(script)
        contexts.append(context)
        page = context.new_page()
        page.goto(ear.url)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_the_verdict_is_asked_for_while_it_listens_and_at_the_end(
    visit: Callable[..., Page], ear: Ear
) -> None:
    page = visit()
    page.get_by_role("button", name="Listen").click()
    page.wait_for_function("answers.length > 0")
    assert page.evaluate("microphone.state") == "recording"
    page.get_by_role("button", name="Stop").click()
    page.wait_for_function("microphone.state === 'done'")
    assert page.evaluate("answers")[0] is False
    assert page.evaluate("answers").count(True) == 1
    lengths = []
    for sound in ear.sounds:
        samples, rate = soundfile.read(io.BytesIO(sound))
        assert samples.ndim == 1
        assert np.abs(samples).max() > 0.01  # the beep
        lengths.append(len(samples) / rate)
    assert lengths[0] >= 3.0
    assert lengths == sorted(lengths)


def test_a_wave_file_holds_its_samples(visit: Callable[..., Page], ear: Ear) -> None:
    page = visit()
    page.evaluate(
        "fetch('/listen', {method: 'POST', "
        "body: waveFile([new Float32Array([0, 0.5]), new Float32Array([-1, 2])], 22050)})"
    )
    samples, rate = soundfile.read(io.BytesIO(ear.sounds[0]), dtype="int16")
    assert rate == 22050
    assert samples.tolist() == [0, 16384, -32767, 32767]


def test_a_refused_permission_gets_a_sentence_and_a_file_instead(
    visit: Callable[..., Page], ear: Ear
) -> None:
    page = visit(allowed=False)
    page.get_by_role("button", name="Listen").click()
    expect(page.get_by_role("status")).to_contain_text("The browser may not use the microphone.")
    assert len(page.evaluate("problems")) == 1
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()
    page.set_input_files(
        "input[type=file]", {"name": "a.wav", "mimeType": "audio/wav", "buffer": b"RIFF"}
    )
    page.wait_for_function("microphone.state === 'done'")
    assert ear.sounds == [b"RIFF"]
    assert page.evaluate("answers") == [True]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("NotFoundError", "This machine has no microphone."),
        ("NotReadableError", "Another program holds the microphone."),
        ("AbortError", "The microphone cannot be used (broken)."),
    ],
)
def test_a_machine_without_a_microphone_is_told_so(
    visit: Callable[..., Page], name: str, sentence: str
) -> None:
    page = visit(
        script="navigator.mediaDevices.getUserMedia = async () => { "
        f"throw new DOMException('broken', '{name}'); }};"
    )
    page.get_by_role("button", name="Listen").click()
    expect(page.get_by_role("status")).to_contain_text(sentence)
    expect(page.get_by_role("status")).to_contain_text("or choose a recording.")


def test_a_muted_microphone_is_not_judged(visit: Callable[..., Page], ear: Ear) -> None:
    silence = (
        "navigator.mediaDevices.getUserMedia = async () => "
        "new MediaStreamAudioDestinationNode(new AudioContext()).stream;"
    )
    page = visit(script=silence)
    page.get_by_role("button", name="Listen").click()
    expect(page.get_by_role("status")).to_contain_text("Is the microphone muted?")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("status")).to_contain_text("The microphone heard nothing.")
    assert ear.sounds == []


def test_what_the_server_cannot_use_is_said_in_its_words(
    visit: Callable[..., Page], ear: Ear
) -> None:
    ear.status, ear.reply = 422, {"why": "The file is not audio that can be read."}
    page = visit()
    page.set_input_files(
        "input[type=file]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"}
    )
    expect(page.get_by_role("status")).to_contain_text("The file is not audio that can be read.")
    assert len(ear.sounds) == 1


def test_a_server_that_stumbles_is_asked_again(visit: Callable[..., Page], ear: Ear) -> None:
    ear.status, ear.reply = 503, {"why": "Not just now."}
    page = visit()
    page.set_input_files(
        "input[type=file]", {"name": "a.wav", "mimeType": "audio/wav", "buffer": b"RIFF"}
    )
    page.wait_for_function("microphone.state === 'thinking'")
    ear.status, ear.reply = 200, dict(ANSWER)
    page.wait_for_function("microphone.state === 'done'")


def test_a_file_that_is_too_large_is_not_sent(visit: Callable[..., Page], ear: Ear) -> None:
    page = visit()
    page.evaluate(
        "(() => { const files = new DataTransfer(), input = document.querySelector('input');"
        "files.items.add(new File([new Uint8Array(MOST_BYTES + 1)], 'long.wav'));"
        "input.files = files.files; input.dispatchEvent(new Event('change')); })()"
    )
    expect(page.get_by_role("status")).to_contain_text("long.wav has 31 MB; 30 MB are the most.")
    assert ear.sounds == []


def test_leaving_the_scene_lets_the_microphone_go(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_role("button", name="Listen").click()
    page.wait_for_function("microphone.recorder?.seconds > 0")
    state = page.evaluate(
        "(() => { const [track] = microphone.recorder.stream.getTracks(); microphone.dispose(); "
        "return [track.readyState, document.getElementById('place').childElementCount]; })()"
    )
    assert state == ["ended", 0]


def test_leaving_while_the_browser_asks_takes_no_microphone(visit: Callable[..., Page]) -> None:
    slow = (
        "const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
        "navigator.mediaDevices.getUserMedia = async (wish) => {"
        "  await new Promise((resolve) => { window.allow = resolve; });"
        "  return (window.stream = await ask(wish)); };"
    )
    page = visit(script=slow)
    page.get_by_role("button", name="Listen").click()
    page.wait_for_function("typeof window.allow === 'function'")
    page.evaluate("microphone.dispose()")
    page.evaluate("window.allow()")
    page.wait_for_function("window.stream?.getTracks()[0].readyState === 'ended'")
    assert page.evaluate("microphone.recorder") is None


def test_its_keys_do_not_turn_the_page_of_the_show(visit: Callable[..., Page]) -> None:
    page = visit(allowed=False)
    page.evaluate("window.addEventListener('keydown', ({ key }) => problems.push(key))")
    button = page.get_by_role("button", name="Listen")
    button.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.keyboard.press("PageDown")
    heard = page.evaluate("problems")
    assert " " not in heard
    assert "PageDown" in heard
