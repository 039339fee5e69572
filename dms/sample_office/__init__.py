"""The sample office: an invented city with people, cases, letters and a calendar, set up by `akta demo`."""
