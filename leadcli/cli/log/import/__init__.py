"""leadcli log import."""
