"""The test program of rules whose answer an action writes."""
