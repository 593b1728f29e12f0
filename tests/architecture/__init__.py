"""Tests of the house itself: its law, its budgets, its words, and its promise to say what it does."""
