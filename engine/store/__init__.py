"""The store: its tables, how it is opened, and every statement that is sent to it."""
