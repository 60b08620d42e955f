"""An assessment: rounds, the units' submissions, their evidence and the appraisal of both.

One Django app in four slices that read upwards only: rounds (campaigns and the units in them),
evidence (documents and where they are cited), submissions (the units' answers and their scores by
stage), appraisal (appraising them). Results and publication are above and are unknown here.
"""
