"""leadcli policy infer."""
