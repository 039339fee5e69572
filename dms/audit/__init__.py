"""What happened: append-only events, sealed into a hash chain. The audit event is the only signal that travels up."""
