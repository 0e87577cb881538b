"""The pages that join the apps."""
