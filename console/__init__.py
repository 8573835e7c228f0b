"""The operator console: shows the engine on a terminal and takes the operator's keys; it asks, it never decides."""
