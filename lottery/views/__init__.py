"""The pages of a lottery: the cockpit and its acts, the projector, the proof, the odds."""
