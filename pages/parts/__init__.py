"""What pages are made of: panels, charts, the player, cached resources."""
