"""What programs share: settings turned into the args of components, and the sections of the output `chain`.

No resource is made here, except in `runtimes`: what they make is what is chosen.
"""
