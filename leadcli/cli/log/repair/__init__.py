"""leadcli log repair."""
