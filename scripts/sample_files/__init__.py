"""Draws and writes the files of the sample office. A development tool: the office itself only reads the results."""
