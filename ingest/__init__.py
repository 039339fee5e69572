"""The way in: sources, identification, checks, capture, extraction, rendering."""
