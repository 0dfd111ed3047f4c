"""The outside platforms. Nothing else in the house speaks their protocols."""
