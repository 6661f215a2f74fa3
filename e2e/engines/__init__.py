"""Other people's tools on our images."""
