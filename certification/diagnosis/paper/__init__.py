"""The form on paper: blank for whoever thinks of taking part, filled in as it stands."""
