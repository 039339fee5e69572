"""The wire between worker and helper: frames of JSON with a 4-byte length, a descriptor with each request."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

MAX_FRAME = 128 << 20


class WireBroken(Exception):
    """The other side is gone or speaks nonsense."""


def send(link: socket.socket, message: dict[str, Any], descriptor: int | None = None) -> None:
    """Send one frame; a descriptor travels with the length (SCM_RIGHTS)."""
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    length = struct.pack(">I", len(body))
    if descriptor is None:
        link.sendall(length + body)
    else:
        socket.send_fds(link, [length], [descriptor])
        link.sendall(body)


def receive(link: socket.socket) -> tuple[dict[str, Any], int | None]:
    """Return the next frame and its descriptor, if one came.

    Raises WireBroken at the end of the stream, for a frame over the cap and for what is not JSON;
    TimeoutError when the socket's time-out passes first.
    """
    head, descriptors, _flags, _address = socket.recv_fds(link, 4, 1)
    head += _exactly(link, 4 - len(head)) if head else b""
    if len(head) < 4:
        raise WireBroken("closed")
    (length,) = struct.unpack(">I", head)
    if length > MAX_FRAME:
        raise WireBroken("frame too long")
    try:
        message = json.loads(_exactly(link, length).decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise WireBroken("not JSON") from error
    if not isinstance(message, dict):
        raise WireBroken("not an object")
    return message, descriptors[0] if descriptors else None


def _exactly(link: socket.socket, length: int) -> bytes:
    chunks, missing = [], length
    while missing:
        chunk = link.recv(min(missing, 1 << 20))
        if not chunk:
            raise WireBroken("closed")
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)
