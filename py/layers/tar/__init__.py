"""How a layer becomes bytes: headers, blocks, compression, sums."""
