"""leadcli policy new."""
