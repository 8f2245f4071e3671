"""leadcli discover."""
