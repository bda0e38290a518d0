"""A five-step route walked to its end, each step durable, beside SpiffWorkflow with save and load at each step."""
