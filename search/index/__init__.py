"""Search indexes behind one contract: tantivy embedded, OpenSearch at scale."""
