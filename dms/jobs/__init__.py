"""The job ledger: what is to be done, by whom it is held, how far it is, what went wrong. The truth; brokers only wake."""
