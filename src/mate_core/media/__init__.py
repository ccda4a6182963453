"""Pictures and videos that people upload: taken in, cleaned, kept, shown and proved gone."""
