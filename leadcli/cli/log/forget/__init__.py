"""leadcli log forget."""
