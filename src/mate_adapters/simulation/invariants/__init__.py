"""What must hold after every command, whoever did what and whatever went wrong.

Nothing here trusts the code that it checks: sums, refunds, paths and free time are worked out
again from what was committed, in a second and simpler way.
"""
