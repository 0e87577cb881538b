"""Policy, gradebook, statements, exports."""
