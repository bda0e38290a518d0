"""What other systems ask: answered by the protocol, without a session."""
