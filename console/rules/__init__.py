"""The rules of membership, as forms."""
