"""Small faults put into rooms, one by one: does a test notice each?"""
