"""leadcli confirm."""
