"""How a command is asked for: by a worker's requests, each with a sandbox, until cancelled."""
