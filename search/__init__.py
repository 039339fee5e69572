"""The way to it: what is indexed, the query language, Polish analysis, index backends."""
