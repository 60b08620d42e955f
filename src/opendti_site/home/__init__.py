"""Home: pages that cross capabilities, and the demo's data.

The staff's landing ("Việc của tôi"), the coordinator's dashboard, and `seed_demo`, which
fills an empty database through the same actions as people use.
"""
