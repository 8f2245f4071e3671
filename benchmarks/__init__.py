"""Speed, memory and accuracy of leadcli beside its peers; see README.md."""
