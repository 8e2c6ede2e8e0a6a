"""Which codes of a codebook may a comment carry?"""
