"""The acceptance of the forms: each form of a NOC opened, seen, answered wrongly and rightly, and sent."""
