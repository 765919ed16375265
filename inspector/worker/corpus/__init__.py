"""Many models at once: who reads them, keeps their imprints and matches drafts on them."""
