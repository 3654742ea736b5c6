"""How dates are written and typed here, on top of what Django knows for a language."""
