"""A base image made of the Debian packages that CPython needs at run time, and nothing else."""
