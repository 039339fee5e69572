"""A short film and a speech: moving shapes, and a tone that rises and falls like a voice."""

from __future__ import annotations

import io
import math
import struct
from fractions import Fraction

import av
from PIL import Image, ImageDraw

from scripts.sample_files.scenes import SCENES, picture

RATE = 22_050
FPS = 25


def samples(seconds: float) -> list[int]:
    """Return a voice-like tone as 16-bit samples: syllables of a gliding pitch with two overtones."""
    found = []
    phase = 0.0
    for number in range(int(seconds * RATE)):
        at = number / RATE
        syllable = max(0.0, math.sin(at * math.tau * 2.6)) ** 0.6
        pause = 0.0 if (at % 2.4) > 2.0 else 1.0
        phase += math.tau * (125 + 22 * math.sin(at * 3.1) + 9 * math.sin(at * 11)) / RATE
        tone = math.sin(phase) + 0.5 * math.sin(2 * phase) + 0.35 * math.sin(5 * phase) + 0.2 * math.sin(9 * phase)
        found.append(int(tone * syllable * pause * 7000))
    return found


def m4a(seconds: float) -> bytes:
    """Return the tone as AAC in MP4, as a telephone records it."""
    out = io.BytesIO()
    with av.open(out, "w", format="ipod") as container:
        container.metadata["title"] = "Przemówienie na otwarcie Święta Miasta (próbka)"
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        stream.bit_rate = 40_000
        _sound(container, stream, seconds)
    return out.getvalue()


def mp4(seconds: float) -> bytes:
    """Return a film: a boat that crosses the river under the footbridge, with the tone."""
    background = picture(SCENES[0]).resize((640, 360))
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        container.metadata["title"] = "Spływ flisacki (próbka)"
        video = container.add_stream("libx264", rate=FPS, options={"crf": "30", "threads": "1", "preset": "medium"})
        video.width, video.height, video.pix_fmt = 640, 360, "yuv420p"
        audio = container.add_stream("aac", rate=RATE, layout="mono")
        audio.bit_rate = 32_000
        for number in range(int(seconds * FPS)):
            picture_ = av.VideoFrame.from_image(_frame(background, number / (seconds * FPS)))
            container.mux(video.encode(picture_))
        container.mux(video.encode(None))
        _sound(container, audio, seconds)
    return out.getvalue()


def _frame(background: Image.Image, share: float) -> Image.Image:
    frame = background.copy()
    draw = ImageDraw.Draw(frame)
    x, y = -90 + share * 760, 268 + 4 * math.sin(share * 30)
    draw.polygon([(x, y), (x + 110, y), (x + 96, y + 24), (x + 14, y + 24)], fill=(86, 58, 44))
    draw.line([(x + 50, y), (x + 50, y - 66)], fill=(70, 52, 44), width=3)
    draw.polygon([(x + 53, y - 64), (x + 53, y - 10), (x + 96, y - 10)], fill=(240, 232, 214))
    return frame


def _sound(container: av.container.OutputContainer, stream: av.AudioStream, seconds: float) -> None:
    data = samples(seconds)
    size = 1024
    for start in range(0, len(data) - size, size):
        frame = av.AudioFrame(format="s16", layout="mono", samples=size)
        frame.planes[0].update(struct.pack(f"<{size}h", *data[start : start + size]))
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
