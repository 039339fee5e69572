"""The job ledger: what is to be done, who holds it, how far it is, what went wrong. The truth; brokers only wake."""
