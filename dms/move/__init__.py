"""Moving an office: rows, archive, renditions and index from one set of settings to another, whatever lies beneath.

Two processes talk over a pipe, each with its own settings: the sender only reads, the receiver only writes. So neither
has to know what database, bucket or index the other has, and an interrupted move goes on where it stopped.

    wire      what is said on the pipe: a line of JSON, sometimes followed by bytes
    tables    the rows of the database: which tables, in which order, their digest, taking them over
    rooms     the stores that go along, and the order in which their files may arrive
    receiver  the side that writes
    sender    the side that asks, sends and compares
"""
