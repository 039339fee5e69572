"""Recognising files by content: containers (ZIP, OLE, ISO media …) and plain text families; bounded reads."""
