"""Writing plans, the tasks they come to, and the reports on them."""
