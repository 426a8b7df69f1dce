"""Sentences to vectors, for whoever compares meanings: topics of an interview, questions and passages."""
