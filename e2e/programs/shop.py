"""What the image starts."""

import sys

import h11

from e2e.greeting.greeting import greet

if __name__ == "__main__":
    sys.stdout.write(f"{greet('customer')} {h11.PRODUCT_ID}\n")
