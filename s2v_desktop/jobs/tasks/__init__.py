"""The bodies of the named jobs: each joins core and store, one module per job."""
