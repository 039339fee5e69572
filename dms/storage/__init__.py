"""The archive: OCFL objects over a store (a directory, memory or S3), and the ordinary stores beside it.

base        the contract of a store, and the rules of a path
directory   the same over a folder, durable when a call returns
memory      the same in memory, for tests
s3          the same over an S3-compatible bucket
streams     digests while reading, a window on a stream
locks       one writer per object
ocfl        OCFL 1.1: layout, inventory, storage root, validation
archive     create, update, read, verify, repair objects
incoming    acknowledged bytes on their way into the archive
spaces      which store lies where, from the settings

The format and the order of writes are described in docs/storage.md.
"""
