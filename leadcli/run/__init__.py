"""How work is run: on all cores, on a Dask cluster, with the collector of garbage held."""
