"""人群: members described by conditions."""
