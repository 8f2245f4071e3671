"""leadcli log head."""
