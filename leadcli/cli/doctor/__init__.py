"""leadcli doctor."""
