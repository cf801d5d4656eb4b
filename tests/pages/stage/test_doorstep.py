"""Where the room's server may listen, and what it says where it may not."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from genre_core.errors import ShowError
from pages.parts.stage.server.__main__ import main
from pages.parts.stage.server.doorstep import check_free


def test_a_port_is_free_until_somebody_listens_on_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        with pytest.raises(ShowError, match=f"cannot listen on port {port} of 127.0.0.1"):
            check_free("127.0.0.1", port)
    check_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("address", "port", "why"),
    [
        ("127.0.0.1", 0, "There is no port 0"),
        ("127.0.0.1", 99_999, "There is no port 99999"),
        ("192.0.2.77", 8501, "leave ADDRESS out"),
    ],
)
def test_what_is_no_place_to_listen_is_a_sentence(address: str, port: int, why: str) -> None:
    with pytest.raises(ShowError, match=why):
        check_free(address, port)


def test_a_second_server_on_a_port_leaves_the_first_ones_show_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPECTROGRAM_DATA", str(tmp_path))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["--address", "127.0.0.1", "--port", str(port), "--anew"]) == 2
    assert "Stop the server that does" in capsys.readouterr().err
    assert not (tmp_path / "stage").exists()
