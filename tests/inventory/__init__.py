"""A fake inventory, and the forms that NOCs fill in over one: each the shape of a form in use, in words of its own."""
