"""The draw, the cockpit, the projector, the proof."""
