"""The report of an image as one HTML file that needs no network. Needs Jinja2."""
