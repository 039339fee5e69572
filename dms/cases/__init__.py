"""Cases, their references and groups, decisions and the log of acts."""
