"""« Cette personne est partie »"""
