"""Appraisal: one criterion across all units, appraised by appraisers and settled by the council.

Owns the words *verdict* and *grid*. Appraisers correct values, with a reason; scores follow by rule.
"""
