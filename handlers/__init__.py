"""One file per thing a customer may want; each has a `router`."""
