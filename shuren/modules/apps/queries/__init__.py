"""Reading what is admitted, switched on and agreed to."""
