"""What the operator relies on: copies, upgrades, logs, the demo."""
