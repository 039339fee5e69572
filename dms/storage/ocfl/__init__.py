"""OCFL 1.1 (Oxford Common File Layout), in our own code because it is what the archive is made of.

layout     object id → folder (extension 0003)
inventory  the inventory of an object: model, reading, writing
root       the storage root: declaration, layout description
validate   our own judge of an object, clause by clause

Specification: https://ocfl.io/1.1/spec/
"""
