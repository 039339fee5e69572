"""Media types Akta knows: the label for people, the family that decides the reader, the usual extension.

Sources: the IANA registry of media types; for unregistered ones the name libmagic gives. Labels are msgids.
Django is not imported, because the boxed helper uses this table too.
"""

from __future__ import annotations

from dataclasses import dataclass

_ = str  # marks msgids for the catalogue

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
EMPTY = "inode/x-empty"
UNKNOWN = "application/octet-stream"
XADES = "application/xml; signature"  # our own mark: the media type proper is what stands before the semicolon


@dataclass(frozen=True)
class Identity:
    """What a file is by its content: media type, label (msgid) and family."""

    media_type: str
    label: str
    group: str


_TABLE: dict[str, tuple[str, str, str]] = {
    EMPTY: (_("Empty file"), "other", ""),
    UNKNOWN: (_("Unknown file"), "other", ".bin"),
    "application/pdf": (_("PDF document"), "pdf", ".pdf"),
    "application/postscript": (_("PostScript document"), "other", ".ps"),
    OOXML + "wordprocessingml.document": (_("Word document"), "word", ".docx"),
    OOXML + "wordprocessingml.template": (_("Word template"), "word", ".dotx"),
    "application/vnd.ms-word.document.macroEnabled.12": (_("Word document with macros"), "word", ".docm"),
    "application/msword": (_("Word document (old format)"), "word", ".doc"),
    "application/rtf": (_("Rich text document"), "word", ".rtf"),
    "application/vnd.wordperfect": (_("WordPerfect document"), "word", ".wpd"),
    ODF + "text": (_("OpenDocument text"), "word", ".odt"),
    ODF + "text-template": (_("OpenDocument text template"), "word", ".ott"),
    ODF + "graphics": (_("OpenDocument drawing"), "slides", ".odg"),
    "application/epub+zip": (_("Electronic book"), "word", ".epub"),
    "application/vnd.apple.pages": (_("Apple Pages document"), "word", ".pages"),
    "application/vnd.apple.numbers": (_("Apple Numbers spreadsheet"), "sheet", ".numbers"),
    "application/vnd.apple.keynote": (_("Apple Keynote presentation"), "slides", ".key"),
    "application/x-mspublisher": (_("Publisher document"), "word", ".pub"),
    "application/vnd.visio": (_("Visio drawing"), "other", ".vsd"),
    "application/x-ole-storage": (_("Microsoft Office file"), "word", ".ole"),
    "application/encrypted": (_("Office document locked with a password"), "word", ".docx"),
    OOXML + "spreadsheetml.sheet": (_("Excel spreadsheet"), "sheet", ".xlsx"),
    "application/vnd.ms-excel.sheet.macroEnabled.12": (_("Excel spreadsheet with macros"), "sheet", ".xlsm"),
    "application/vnd.ms-excel": (_("Excel spreadsheet (old format)"), "sheet", ".xls"),
    ODF + "spreadsheet": (_("OpenDocument spreadsheet"), "sheet", ".ods"),
    OOXML + "presentationml.presentation": (_("PowerPoint presentation"), "slides", ".pptx"),
    OOXML + "presentationml.slideshow": (_("PowerPoint show"), "slides", ".ppsx"),
    "application/vnd.ms-powerpoint.presentation.macroEnabled.12": (
        _("PowerPoint presentation with macros"),
        "slides",
        ".pptm",
    ),
    "application/vnd.ms-powerpoint": (_("PowerPoint presentation (old format)"), "slides", ".ppt"),
    ODF + "presentation": (_("OpenDocument presentation"), "slides", ".odp"),
    "application/x-msaccess": (_("Access database"), "other", ".mdb"),
    "application/vnd.sqlite3": (_("SQLite database"), "other", ".sqlite"),
    "text/plain": (_("Text"), "text", ".txt"),
    "text/markdown": (_("Markdown text"), "text", ".md"),
    "text/csv": (_("Table as text (CSV)"), "text", ".csv"),
    "application/json": (_("JSON data"), "text", ".json"),
    "text/html": (_("Web page"), "html", ".html"),
    "application/xhtml+xml": (_("Web page"), "html", ".xhtml"),
    "multipart/related": (_("Saved web page"), "email", ".mhtml"),
    "application/xml": (_("XML document"), "xml", ".xml"),
    "application/rdf+xml": (_("Metadata (XMP)"), "xml", ".xmp"),
    "message/rfc822": (_("E-mail message"), "email", ".eml"),
    "message/x-emlx": (_("E-mail message (Apple Mail)"), "email", ".emlx"),
    "application/vnd.ms-outlook": (_("E-mail message (Outlook)"), "email", ".msg"),
    "application/mbox": (_("Mailbox"), "email", ".mbox"),
    "application/vnd.ms-tnef": (_("Outlook attachment pack (winmail.dat)"), "other", ".dat"),
    "image/jpeg": (_("Picture (JPEG)"), "image", ".jpg"),
    "image/png": (_("Picture (PNG)"), "image", ".png"),
    "image/gif": (_("Picture (GIF)"), "image", ".gif"),
    "image/tiff": (_("Picture (TIFF)"), "image", ".tif"),
    "image/webp": (_("Picture (WebP)"), "image", ".webp"),
    "image/bmp": (_("Picture (BMP)"), "image", ".bmp"),
    "image/heic": (_("Picture (HEIC)"), "image", ".heic"),
    "image/heif": (_("Picture (HEIF)"), "image", ".heif"),
    "image/avif": (_("Picture (AVIF)"), "image", ".avif"),
    "image/jp2": (_("Picture (JPEG 2000)"), "image", ".jp2"),
    "image/jxl": (_("Picture (JPEG XL)"), "image", ".jxl"),
    "image/svg+xml": (_("Drawing (SVG)"), "image", ".svg"),
    "image/vnd.adobe.photoshop": (_("Picture (Photoshop)"), "image", ".psd"),
    "image/x-icon": (_("Icon"), "image", ".ico"),
    "image/vnd.djvu": (_("Scanned book (DjVu)"), "other", ".djvu"),
    "video/mp4": (_("Video (MP4)"), "video", ".mp4"),
    "video/quicktime": (_("Video (QuickTime)"), "video", ".mov"),
    "video/3gpp": (_("Video (3GP)"), "video", ".3gp"),
    "video/x-m4v": (_("Video (M4V)"), "video", ".m4v"),
    "video/webm": (_("Video (WebM)"), "video", ".webm"),
    "video/x-matroska": (_("Video (Matroska)"), "video", ".mkv"),
    "video/x-msvideo": (_("Video (AVI)"), "video", ".avi"),
    "video/ogg": (_("Video (Ogg)"), "video", ".ogv"),
    "video/mpeg": (_("Video (MPEG)"), "video", ".mpg"),
    "video/mp2t": (_("Video (MPEG stream)"), "video", ".ts"),
    "video/x-flv": (_("Video (Flash)"), "video", ".flv"),
    "video/x-ms-asf": (_("Video (Windows Media)"), "video", ".wmv"),
    "audio/mpeg": (_("Sound (MP3)"), "audio", ".mp3"),
    "audio/flac": (_("Sound (FLAC)"), "audio", ".flac"),
    "audio/ogg": (_("Sound (Ogg)"), "audio", ".ogg"),
    "audio/x-wav": (_("Sound (WAV)"), "audio", ".wav"),
    "audio/x-m4a": (_("Sound (M4A)"), "audio", ".m4a"),
    "audio/aac": (_("Sound (AAC)"), "audio", ".aac"),
    "audio/amr": (_("Sound (AMR)"), "audio", ".amr"),
    "audio/x-aiff": (_("Sound (AIFF)"), "audio", ".aiff"),
    "audio/midi": (_("Sound (MIDI)"), "audio", ".mid"),
    "text/calendar": (_("Calendar entry"), "calendar", ".ics"),
    "text/vcard": (_("Business card"), "text", ".vcf"),
    "application/zip": (_("ZIP archive"), "archive", ".zip"),
    "application/x-7z-compressed": (_("7-Zip archive"), "archive", ".7z"),
    "application/x-rar": (_("RAR archive"), "archive", ".rar"),
    "application/x-tar": (_("TAR archive"), "archive", ".tar"),
    "application/gzip": (_("Compressed archive (gzip)"), "archive", ".gz"),
    "application/x-bzip2": (_("Compressed archive (bzip2)"), "archive", ".bz2"),
    "application/x-xz": (_("Compressed archive (xz)"), "archive", ".xz"),
    "application/zstd": (_("Compressed archive (Zstandard)"), "archive", ".zst"),
    "application/vnd.etsi.asic-e+zip": (_("Signed package (ASiC-E)"), "signature", ".asice"),
    "application/vnd.etsi.asic-s+zip": (_("Signed package (ASiC-S)"), "signature", ".asics"),
    "application/pkcs7-mime": (_("Signed message (PKCS #7)"), "signature", ".p7m"),
    "application/pkcs7-signature": (_("Signature (PKCS #7)"), "signature", ".p7s"),
    "application/timestamp-reply": (_("Time stamp"), "signature", ".tsr"),
    XADES: (_("Signature (XAdES)"), "signature", ".xades"),
    "application/x-executable": (_("Program"), "other", ".bin"),
    "application/vnd.microsoft.portable-executable": (_("Program (Windows)"), "other", ".exe"),
}


def identity(media_type: str) -> Identity:
    """Return the identity for a media type; one not in the table keeps its name and gets a wide family."""
    if media_type in _TABLE:
        label, group, _extension = _TABLE[media_type]
        return Identity(media_type.split(";")[0], label, group)
    group = media_type.split("/", 1)[0]
    return Identity(media_type, _("Other file"), group if group in {"video", "audio"} else "other")


def extension(media_type: str) -> str:
    """Return the usual extension with its dot; ".bin" when the type is unknown."""
    return _TABLE.get(media_type, ("", "", ".bin"))[2] or ".bin"
