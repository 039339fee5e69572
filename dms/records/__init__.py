"""Records, their files and versions, and the classification scheme they are filed by."""
