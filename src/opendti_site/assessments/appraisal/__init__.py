"""Appraisal: one criterion across all units, judged by appraisers, settled by the council.

Owns the words *verdict* and *grid*. Appraisers correct values, with a reason; scores follow by rule.
"""
