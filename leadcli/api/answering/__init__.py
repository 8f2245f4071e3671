"""What people answer: kept in the workspace's own tables and its ledger, told in a journal, and taken back."""
