"""What authoring a signature needs: regions, merged patterns, clauses, dials, why not."""
