"""Video and sound through PyAV (FFmpeg's libraries): length, codecs, size, tags, one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import av
import av.error

from ingest.readers import Unreadable
from ingest.reading import Reading

if TYPE_CHECKING:
    from PIL import Image

    from ingest.box.job import Job

# no playlists, no concatenation, no network: only files that carry their own data
_SAFE = {"protocol_whitelist": "file,pipe"}
_FORMATS = "mov,matroska,webm,avi,mpegts,mpeg,mp3,wav,flac,ogg,aac,amr,aiff,asf,flv,m4v,mpegvideo"
_TAGS = ("title", "artist", "album", "comment", "creation_time", "location", "date", "genre")


def read(job: Job, reading: Reading) -> None:
    """Read length, streams and tags; raises Unreadable for what FFmpeg cannot open."""
    reading.tools["pyav"] = av.__version__
    with _open(job) as container:
        video = container.streams.video[0] if container.streams.video else None
        audio = container.streams.audio[0] if container.streams.audio else None
        seconds = _seconds(container, video or audio)
        if video is not None and not _is_cover(video):
            reading.fact("video_codec", video.codec_context.name and video.codec.canonical_name)
            reading.fact("video_width", video.codec_context.width or None)
            reading.fact("video_height", video.codec_context.height or None)
            reading.fact("video_duration_s", seconds)
        else:
            reading.fact("audio_duration_s", seconds)
        if audio is not None:
            reading.fact("audio_codec", audio.codec.canonical_name)
            reading.fact("audio_channels", audio.codec_context.channels or None)
            reading.fact("audio_sample_rate", audio.codec_context.sample_rate or None)
        _tags(container, [stream for stream in (video, audio) if stream is not None], reading)
        job.checkpoint()
    if video is not None and job.wants_thumbnail:
        _thumbnail(job, reading)


def _open(job: Job) -> Any:
    options = dict(_SAFE) | {"format_whitelist": _FORMATS}
    try:
        return av.open(job.path, container_options=options, options=options, metadata_errors="replace")
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise Unreadable("media.damaged") from error


def _is_cover(stream: Any) -> bool:
    """Tell whether the "video" is the cover picture of a piece of music."""
    return bool(int(stream.disposition) & 0x400)


def _seconds(container: Any, stream: Any) -> float | None:
    if container.duration:
        return round(container.duration / av.time_base, 3)
    if stream is not None and stream.duration and stream.time_base:
        return round(float(stream.duration * stream.time_base), 3)
    return None


def _tags(container: Any, streams: list[Any], reading: Reading) -> None:
    found: dict[str, str] = {}
    for holder in [container, *streams]:
        for key, value in holder.metadata.items():
            found.setdefault(key.lower(), value)
    for name in _TAGS:
        reading.fact(f"media_{name}", found.get(name) or found.get(f"com.apple.quicktime.{name}"))
    reading.fact("media_location", found.get("location") or found.get("com.apple.quicktime.location.iso6709"))
    reading.title = str(reading.facts.get("media_title", ""))
    reading.author = str(reading.facts.get("media_artist", ""))
    if "media_creation_time" in reading.facts:
        reading.dates["media_creation_time"] = str(reading.facts["media_creation_time"])


def _thumbnail(job: Job, reading: Reading) -> None:
    from ingest.readers import picture

    try:
        picture.thumbnail(frame(job), job, reading)
    except Unreadable as error:
        reading.problem(error.code, **error.params)


def frame(job: Job) -> Image.Image:
    """Return a frame from the first tenth of the film (the very first is often black); raises Unreadable."""
    with _open(job) as container:
        if not container.streams.video:
            raise Unreadable("media.no_picture")
        try:
            if container.duration and container.duration > 20 * av.time_base:
                container.seek(container.duration // 10)
            for count, found in enumerate(container.decode(video=0)):
                if found.width * found.height <= job.limits.pixels:
                    return found.to_image()
                if count > 100:
                    break
        except (av.error.FFmpegError, ValueError, OSError) as error:
            raise Unreadable("media.no_picture") from error
    raise Unreadable("media.no_picture")
